import Arrays

/// What is wrong with a safetensors file, or with tensors that are to become one.
public enum SafetensorsProblem: Error, Equatable, CustomStringConvertible {
  /// The file is shorter than the eight bytes that state the header's length.
  case headerTooSmall
  /// The header is longer than the format allows, 100,000,000 bytes.
  case headerTooLarge(bytes: UInt64)
  /// The file ends within its header.
  case headerTruncated(expected: Int, found: Int)
  /// The header does not begin with `{`.
  case invalidHeaderStart
  /// The header is not UTF-8.
  case invalidUTF8
  /// The header is not JSON, with the byte of the header where it stops being so.
  case invalidJSON(reason: String, offset: Int)
  /// A name, or another key, occurs twice.
  case duplicateName(String)
  /// `__metadata__` does not map texts to texts.
  case invalidMetadata
  /// A tensor's entry lacks a field, has one too many, or has one of the wrong kind.
  case invalidEntry(tensor: String, reason: String)
  /// A type that the format does not have.
  case unknownType(tensor: String, type: String)
  /// A type of the format that arrays here do not have, such as BF16.
  case unsupportedType(tensor: String, type: String)
  /// The extents are negative or their product is more than any file has.
  case invalidShape(tensor: String, shape: [Int])
  /// A tensor ends before it begins, or begins before the data does.
  case invalidOffsets(tensor: String, begin: Int, end: Int)
  /// Shape and type need another number of bytes than the offsets give.
  case sizeMismatch(tensor: String, expected: Int, found: Int)
  /// A tensor begins before the one before it ends.
  case overlap(tensor: String)
  /// Bytes before a tensor belong to none.
  case hole(tensor: String, bytes: Int)
  /// The file ends before a tensor does.
  case dataTruncated(tensor: String, expected: Int, found: Int)
  /// Bytes after the last tensor belong to none.
  case trailingBytes(count: Int)
  /// A boolean is neither 0 nor 1.
  case invalidBoolean(tensor: String)
  /// A tensor to be written is called `__metadata__`.
  case reservedName

  /// The problem in words, without the file's name.
  public var description: String {
    switch self {
    case .headerTooSmall: "has fewer than the 8 bytes that begin a safetensors file"
    case .headerTooLarge(let bytes): "its header of \(bytes) bytes is longer than the format allows"
    case .headerTruncated(let expected, let found):
      "ends within its header: \(found) of \(expected) bytes"
    case .invalidHeaderStart: "its header does not begin with '{': not a safetensors file"
    case .invalidUTF8: "its header is not UTF-8"
    case .invalidJSON(let reason, let offset): "its header is not JSON: \(reason) at byte \(offset)"
    case .duplicateName(let name): "has the name '\(name)' twice"
    case .invalidMetadata: "its metadata does not map texts to texts"
    default: tensorDescription
    }
  }

  private var tensorDescription: String {
    switch self {
    case .invalidEntry(let tensor, let reason): "tensor '\(tensor)': \(reason)"
    case .unknownType(let tensor, let type): "tensor '\(tensor)' has the unknown type '\(type)'"
    case .unsupportedType(let tensor, let type):
      "tensor '\(tensor)' has the type \(type), which is not supported"
    case .invalidShape(let tensor, let shape):
      "tensor '\(tensor)' has the impossible shape \(shape)"
    case .invalidOffsets(let tensor, let begin, let end):
      "tensor '\(tensor)' has the impossible offsets \(begin) to \(end)"
    case .sizeMismatch(let tensor, let expected, let found):
      "tensor '\(tensor)' has \(found) bytes, but its shape and type need \(expected)"
    case .overlap(let tensor): "tensor '\(tensor)' overlaps the tensor before it"
    case .hole(let tensor, let bytes): "\(bytes) bytes before tensor '\(tensor)' belong to none"
    case .dataTruncated(let tensor, let expected, let found):
      "ends within tensor '\(tensor)': \(found) of \(expected) bytes of data"
    case .trailingBytes(let count): "\(count) bytes follow the last tensor"
    case .invalidBoolean(let tensor): "tensor '\(tensor)' has a boolean that is neither 0 nor 1"
    case .reservedName: "cannot hold a tensor called '__metadata__'"
    default: "is not a safetensors file"
    }
  }
}

/// The format's types that arrays have, as the official writer orders them: the last comes first.
let safetensorsTypes: [(name: String, dataType: DataType)] = [
  ("BOOL", .bool), ("U8", .uint8), ("I8", .int8), ("I16", .int16), ("U16", .uint16),
  ("F16", .float16), ("BF16", .bfloat16), ("I32", .int32), ("U32", .uint32), ("F32", .float32),
  ("F64", .float64), ("I64", .int64), ("U64", .uint64),
]

/// The format's types that arrays do not have.
let unsupportedSafetensorsTypes: Set<String> = [
  "C64", "F4", "F6_E2M3", "F6_E3M2", "F8_E4M3", "F8_E4M3FNUZ", "F8_E5M2",
  "F8_E5M2FNUZ", "F8_E8M0",
]
