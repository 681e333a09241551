import ArrayFiles
import Arrays
import CPNG

// The `png_image_` functions report failure as a result, so that no jump crosses Swift's frames.

extension Image {
  /// Reads a PNG file. 16-bit samples become 8-bit ones, palettes RGB; what is transparent becomes
  /// white.
  ///
  /// - Throws: `ArrayFileError.file` where it cannot be read, `ImageError` where it is not a valid
  ///   PNG file.
  public init(contentsOf path: String) throws {
    try self.init(png: readFile(path), file: path)
  }

  /// Reads a PNG file's bytes.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes.
  ///   - file: The name that errors give.
  /// - Throws: `ImageError`.
  public init(png bytes: [UInt8], file: String) throws {
    try Self.checkHeader(bytes, file: file)
    var control = Self.control()
    defer { png_image_free(&control) }
    guard
      bytes.withUnsafeBytes({
        png_image_begin_read_from_memory(&control, $0.baseAddress, $0.count)
      }) != 0
    else { throw ImageError.corrupt(file, reason: Self.message(control)) }
    let isColour = control.format & UInt32(PNG_FORMAT_FLAG_COLOR) != 0
    control.format = isColour ? UInt32(PNG_FORMAT_FLAG_COLOR) : 0
    let shape = [Int(control.height), Int(control.width)] + (isColour ? [3] : [])
    let pixels = try NDArray(shape: shape, of: UInt8.self) { target in
      target.initialize(repeating: 255)
      var white = png_color(red: 255, green: 255, blue: 255)
      let isRead = bytes.withUnsafeBytes { _ in
        png_image_finish_read(&control, &white, target.baseAddress, 0, nil)
      }
      guard isRead != 0 else {
        throw ImageError.corrupt(file, reason: Self.message(control))
      }
    }
    self.init(pixels)
  }

  /// The picture as a PNG file's bytes; equal pictures give equal bytes.
  ///
  /// - Throws: `ImageError.notEncoded` where libpng refuses.
  public func pngBytes() throws -> [UInt8] {
    var control = Self.control()
    control.width = UInt32(width)
    control.height = UInt32(height)
    control.format = channels == 3 ? UInt32(PNG_FORMAT_FLAG_COLOR) : 0
    defer { png_image_free(&control) }
    return try pixels.withBytes { source in
      var size = 0
      guard png_image_write_to_memory(&control, nil, &size, 0, source.baseAddress, 0, nil) != 0
      else { throw ImageError.notEncoded(reason: Self.message(control)) }
      var bytes = [UInt8](repeating: 0, count: size)
      guard png_image_write_to_memory(&control, &bytes, &size, 0, source.baseAddress, 0, nil) != 0
      else { throw ImageError.notEncoded(reason: Self.message(control)) }
      return Array(bytes.prefix(size))
    }
  }

  /// Writes the picture as a PNG file; a crash leaves the old file or the new one.
  ///
  /// - Throws: `ImageError.notEncoded` where libpng refuses, `ArrayFileError.file` where the system
  ///   does.
  public func write(to path: String) throws {
    try AtomicFile.write(to: path, pngBytes())
  }

  /// Refuses a header whose pixels the file's bytes could not hold, before memory is taken.
  private static func checkHeader(_ bytes: [UInt8], file: String) throws {
    let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    guard bytes.starts(with: signature.prefix(max(1, bytes.count))) else {
      throw ImageError.notPNG(file)
    }
    guard bytes.count >= 33 else { throw ImageError.truncated(file) }
    func extent(_ offset: Int) -> Int { bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
    let (width, height) = (extent(16), extent(20))
    // A row has at least a bit for each pixel; deflate packs at most 1032 bytes into one.
    let (packed, overflows) = (width / 8 + 1).multipliedReportingOverflow(by: height)
    guard !overflows, packed / 1032 <= bytes.count else {
      throw ImageError.tooLarge(file, width: width, height: height)
    }
  }

  private static func control() -> png_image {
    var control = png_image()
    control.version = UInt32(PNG_IMAGE_VERSION)
    return control
  }

  private static func message(_ control: png_image) -> String {
    withUnsafeBytes(of: control.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
