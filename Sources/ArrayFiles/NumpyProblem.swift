/// What is wrong with a NumPy `.npy` file.
public enum NumpyProblem: Error, Equatable, CustomStringConvertible {
  /// The file does not begin as a `.npy` file does.
  case notNumpy
  /// A version of the format other than 1.0, 2.0 and 3.0.
  case unknownVersion(major: UInt8, minor: UInt8)
  /// The file ends within its header.
  case headerTruncated
  /// The header is not the dictionary that the format asks for.
  case invalidHeader(reason: String)
  /// An element type that arrays do not have, such as complex numbers.
  case unsupportedType(String)
  /// The product of the extents is more than any file has.
  case invalidShape([Int])
  /// The file ends within its data.
  case dataTruncated(expected: Int, found: Int)
  /// Bytes follow the data.
  case trailingBytes(count: Int)
  /// A boolean is neither 0 nor 1.
  case invalidBoolean

  /// The problem in words, without the file's name.
  public var description: String {
    switch self {
    case .notNumpy: "is not a .npy file"
    case .unknownVersion(let major, let minor):
      "has the version \(major).\(minor) of the .npy format, which is unknown"
    case .headerTruncated: "ends within its .npy header"
    case .invalidHeader(let reason): "its .npy header is invalid: \(reason)"
    case .unsupportedType(let type): "has elements of the type \(type), which is not supported"
    case .invalidShape(let shape): "has the impossible shape \(shape)"
    case .dataTruncated(let expected, let found):
      "ends within its data: \(found) of \(expected) bytes"
    case .trailingBytes(let count): "\(count) bytes follow its data"
    case .invalidBoolean: "has a boolean that is neither 0 nor 1"
    }
  }
}
