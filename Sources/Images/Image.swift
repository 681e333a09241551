import Arrays

/// A picture of 8-bit grey or RGB pixels.
public struct Image: Sendable {
  /// The pixels: uint8, `[height, width]` grey or `[height, width, 3]` red, green, blue; 0 is black.
  public let pixels: NDArray

  /// Creates a picture from its pixels: uint8, `[height, width]` or `[height, width, 3]`, not empty.
  public init(_ pixels: NDArray) {
    precondition(
      pixels.dataType == .uint8 && pixels.count > 0
        && (pixels.rank == 2 || pixels.rank == 3 && pixels.shape[2] == 3),
      "a picture has the shape [height, width] or [height, width, 3] of uint8, "
        + "not \(pixels.shape) of \(pixels.dataType)")
    self.pixels = pixels.contiguous()
  }

  /// Pixels from top to bottom.
  public var height: Int { pixels.shape[0] }
  /// Pixels from left to right.
  public var width: Int { pixels.shape[1] }
  /// Bytes in a pixel: 1 for grey, 3 for RGB.
  public var channels: Int { pixels.rank == 2 ? 1 : 3 }

  /// The picture with each pixel repeated `factor` times in both directions.
  public func upscaled(by factor: Int) -> Image {
    precondition(factor >= 1, "a picture is scaled up by at least 1, not \(factor)")
    let sized = pixels.reshaped([height, 1, width, 1, channels])
      .expanded(to: [height, factor, width, factor, channels])
    let shape = [height * factor, width * factor] + (channels == 3 ? [3] : [])
    return Image(sized.reshaped(shape))
  }
}

// MARK: - Grids

extension Image {
  /// Many grey images in one picture, row by row.
  ///
  /// - Parameters:
  ///   - images: float32, `[count, rows * columns]` or `[count, rows, columns]`; 0 black, 1 white,
  ///     clamped; not-a-number becomes black.
  ///   - rows: The height of an image.
  ///   - columns: The width of an image.
  ///   - across: Images in a row of the grid; the square root of their number, rounded up, if nil.
  ///   - padding: Pixels around each image.
  ///   - background: The grey between images and in places without one.
  public static func grid(
    _ images: NDArray, rows: Int, columns: Int, across: Int? = nil, padding: Int = 2,
    background: UInt8 = 48
  ) -> Image {
    let count = images.shape.first ?? 0
    precondition(
      count > 0 && images.count == count * rows * columns,
      "the shape \(images.shape) is not that of images with \(rows) × \(columns) pixels")
    precondition(padding >= 0 && across ?? 1 > 0, "a grid has a padding and at least one column")
    let across = min(across ?? Int(Double(count).squareRoot().rounded(.up)), count)
    let down = (count + across - 1) / across
    let width = across * (columns + padding) + padding
    let height = down * (rows + padding) + padding
    let pixels = NDArray(shape: [height, width], of: UInt8.self) { target in
      target.initialize(repeating: background)
      images.withScalars(of: Float.self) { source in
        for index in 0..<count {
          let top = padding + index / across * (rows + padding)
          let left = padding + index % across * (columns + padding)
          for row in 0..<rows {
            let from = (index * rows + row) * columns
            let to = (top + row) * width + left
            for column in 0..<columns { target[to + column] = byte(source[from + column]) }
          }
        }
      }
    }
    return Image(pixels)
  }

  /// A brightness from 0 to 1 as a byte, rounded to the nearest.
  private static func byte(_ value: Float) -> UInt8 {
    value > 0 ? UInt8((min(value, 1) * 255).rounded()) : 0
  }
}
