import Arrays

/// One epoch's batches of a data set; the last one holds what is left.
///
/// Images stay bytes in memory; a batch becomes numbers when it is asked for.
public struct Batches: RandomAccessCollection, Sendable {
  /// Where the images come from.
  public let dataset: ImageDataset
  /// The images in a batch, the last one excepted.
  public let batchSize: Int
  /// The data set's indices in the order of their visit.
  public let order: [Int32]

  /// Creates an epoch's batches.
  ///
  /// - Parameters:
  ///   - dataset: The images.
  ///   - batchSize: Images in a batch, at least 1.
  ///   - seed: Chooses the order together with `epoch`; nil keeps the data set's order.
  ///   - epoch: The epoch's number.
  public init(of dataset: ImageDataset, batchSize: Int, seed: UInt64?, epoch: Int = 0) {
    precondition(batchSize > 0, "a batch has at least one image, not \(batchSize)")
    self.dataset = dataset
    self.batchSize = batchSize
    order =
      seed.map { shuffledIndices(count: dataset.count, seed: $0, epoch: epoch) }
      ?? Array(0..<Int32(dataset.count))
  }

  /// 0.
  public var startIndex: Int { 0 }
  /// The number of batches.
  public var endIndex: Int { (dataset.count + batchSize - 1) / batchSize }

  /// The batch at a position.
  public subscript(position: Int) -> Batch {
    precondition(indices.contains(position), "batch \(position) of \(count)")
    let start = position * batchSize
    return Batch(
      dataset: dataset, indices: order[start..<Swift.min(start + batchSize, order.count)])
  }
}

/// Some images of a data set and their labels.
public struct Batch: Sendable {
  /// Where the images come from.
  public let dataset: ImageDataset
  /// The images' positions in the data set.
  public let indices: ArraySlice<Int32>

  /// The number of images.
  public var count: Int { indices.count }

  /// Creates a batch of chosen images; each index must be one of the data set's.
  public init(dataset: ImageDataset, indices: ArraySlice<Int32>) {
    precondition(
      indices.allSatisfy { (0..<dataset.count).contains(Int($0)) },
      "a batch has indices outside its \(dataset.count) images")
    self.dataset = dataset
    self.indices = indices
  }

  /// The pixels: float32, `[count, rows * columns]`, 0 black to 1 white. New memory on every call.
  public func images() -> NDArray {
    images { source, _, target in
      for pixel in source.indices { target[pixel] = Float(source[pixel]) / 255 }
    }
  }

  /// The labels: int64, `[count]`.
  public func labels() -> NDArray {
    NDArray(shape: [count], of: Int64.self) { target in
      dataset.labels.withScalars(of: UInt8.self) { source in
        for (position, index) in indices.enumerated() {
          target[position] = Int64(source[Int(index)])
        }
      }
    }
  }

  /// One row of numbers for each image, which `convert` makes from the image's bytes and its position
  /// in the data set.
  func images(
    _ convert: (UnsafeBufferPointer<UInt8>, Int, UnsafeMutablePointer<Float>) -> Void
  ) -> NDArray {
    let pixels = dataset.pixelsPerImage
    return NDArray(shape: [count, pixels], of: Float.self) { target in
      dataset.images.withScalars(of: UInt8.self) { source in
        guard let target = target.baseAddress else { return }
        let rows = 32
        Threads.forEachPart((count + rows - 1) / rows) { part in
          for row in part * rows..<min(count, (part + 1) * rows) {
            let index = Int(indices[indices.startIndex + row])
            let image = source[index * pixels..<(index + 1) * pixels]
            convert(UnsafeBufferPointer(rebasing: image), index, target + row * pixels)
          }
        }
      }
    }
  }
}
