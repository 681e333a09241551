/// The element types of ONNX tensors, with the numbers that `TensorProto.DataType` gives them.
///
/// Source: ONNX IR specification, "Tensor Element Types".
public enum ElementType: Int32, Sendable, Hashable, CaseIterable, CustomStringConvertible {
  /// Floating-point numbers of 32 bits.
  case float = 1
  /// Integers of 8 bits from 0 on.
  case uint8 = 2
  /// Integers of 8 bits with a sign.
  case int8 = 3
  /// Integers of 16 bits from 0 on.
  case uint16 = 4
  /// Integers of 16 bits with a sign.
  case int16 = 5
  /// Integers of 32 bits with a sign.
  case int32 = 6
  /// Integers of 64 bits with a sign.
  case int64 = 7
  /// Texts.
  case string = 8
  /// Truth values, one byte each.
  case bool = 9
  /// Floating-point numbers of 16 bits (IEEE 754's binary16).
  case float16 = 10
  /// Floating-point numbers of 64 bits.
  case double = 11
  /// Integers of 32 bits from 0 on.
  case uint32 = 12
  /// Integers of 64 bits from 0 on.
  case uint64 = 13
  /// Complex numbers of two 32-bit parts.
  case complex64 = 14
  /// Complex numbers of two 64-bit parts.
  case complex128 = 15
  /// The upper halves of 32-bit floating-point numbers.
  case bfloat16 = 16

  /// Bytes that one element takes in `raw_data`; nil for strings.
  public var byteWidth: Int? {
    switch self {
    case .uint8, .int8, .bool: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .float, .int32, .uint32: 4
    case .double, .int64, .uint64, .complex64: 8
    case .complex128: 16
    case .string: nil
    }
  }

  /// The specification's name, such as `float` or `int64`.
  public var description: String {
    switch self {
    case .float: "float"
    case .uint8: "uint8"
    case .int8: "int8"
    case .uint16: "uint16"
    case .int16: "int16"
    case .int32: "int32"
    case .int64: "int64"
    case .string: "string"
    case .bool: "bool"
    case .float16: "float16"
    case .double: "double"
    case .uint32: "uint32"
    case .uint64: "uint64"
    case .complex64: "complex64"
    case .complex128: "complex128"
    case .bfloat16: "bfloat16"
    }
  }
}
