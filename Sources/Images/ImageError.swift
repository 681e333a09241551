/// Why a picture could not be read or written. Files that cannot be read or written at all throw
/// `ArrayFileError` instead.
public enum ImageError: Error, Equatable, CustomStringConvertible {
  /// The file does not begin as a PNG file does.
  case notPNG(String)
  /// The file ends before its header does.
  case truncated(String)
  /// The header states more pixels than the file's bytes could hold.
  case tooLarge(String, width: Int, height: Int)
  /// The contents cannot be decoded, for the reason that libpng gives.
  case corrupt(String, reason: String)
  /// The picture cannot be encoded, for the reason that libpng gives.
  case notEncoded(reason: String)

  /// One line: the file and the problem.
  public var description: String {
    switch self {
    case .notPNG(let file): "\(file): is not a PNG file"
    case .truncated(let file): "\(file): ends within its PNG header"
    case .tooLarge(let file, let width, let height):
      "\(file): states \(width) × \(height) pixels, more than its bytes can hold"
    case .corrupt(let file, let reason): "\(file): PNG data is corrupt: \(reason)"
    case .notEncoded(let reason): "a picture cannot be encoded as PNG: \(reason)"
    }
  }
}
