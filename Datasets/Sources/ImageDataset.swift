import Arrays

/// Grey images and a class label for each.
public struct ImageDataset: Sendable {
  /// The images: uint8, `[count, rows, columns]`, 0 black to 255 white.
  public let images: NDArray
  /// The labels: uint8, `[count]`.
  public let labels: NDArray

  /// Creates a data set from its two arrays.
  ///
  /// - Parameters:
  ///   - images: uint8, `[count, rows, columns]`.
  ///   - labels: uint8, `[count]`.
  ///   - imageFile: The name that errors about the images give.
  ///   - labelFile: The name that errors about the labels give.
  /// - Throws: `DatasetError` where the arrays are not of that kind, are empty or differ in number.
  public init(
    images: NDArray, labels: NDArray, imageFile: String = "images", labelFile: String = "labels"
  ) throws {
    guard images.rank == 3 else { throw DatasetError.notImages(imageFile, shape: images.shape) }
    guard labels.rank == 1 else { throw DatasetError.notLabels(labelFile, shape: labels.shape) }
    for (file, array) in [(imageFile, images), (labelFile, labels)]
    where array.dataType != .uint8 {
      throw DatasetError.notBytes(file, array.dataType)
    }
    guard images.count > 0 else { throw DatasetError.empty(imageFile) }
    guard images.shape[0] == labels.count else {
      throw DatasetError.countMismatch(labelFile, images: images.shape[0], labels: labels.count)
    }
    self.images = images.contiguous()
    self.labels = labels.contiguous()
  }

  /// The number of images.
  public var count: Int { images.shape[0] }
  /// The height of an image in pixels.
  public var rows: Int { images.shape[1] }
  /// The width of an image in pixels.
  public var columns: Int { images.shape[2] }
  /// The pixels of an image.
  public var pixelsPerImage: Int { rows * columns }

  /// The first images, at most `maximum` of them and at least one.
  public func prefix(_ maximum: Int) -> ImageDataset {
    let kept = max(1, min(maximum, count))
    return ImageDataset(
      checkedImages: images.sliced(axis: 0, start: 0, count: kept),
      labels: labels.sliced(axis: 0, start: 0, count: kept))
  }

  private init(checkedImages: NDArray, labels: NDArray) {
    self.images = checkedImages
    self.labels = labels
  }
}
