/// The type of an array's elements, known at run time as in the ONNX and safetensors formats.
public enum DataType: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
  /// Truth values, one byte each.
  case bool
  /// Integers of 8 bits from 0 on.
  case uint8
  /// Integers of 8 bits with a sign.
  case int8
  /// Integers of 16 bits from 0 on.
  case uint16
  /// Integers of 16 bits with a sign.
  case int16
  /// Integers of 32 bits from 0 on.
  case uint32
  /// Integers of 32 bits with a sign.
  case int32
  /// Integers of 64 bits from 0 on.
  case uint64
  /// Integers of 64 bits with a sign: indices and labels.
  case int64
  /// IEEE 754's binary16.
  case float16
  /// The upper half of a float32.
  case bfloat16
  /// IEEE 754's binary32: what networks are trained in.
  case float32
  /// IEEE 754's binary64.
  case float64

  /// Bytes per element.
  public var byteWidth: Int { scalarType.byteWidth }

  /// Whether elements are floating-point numbers with arithmetic, the only ones that can have
  /// gradients.
  public var isFloatingPoint: Bool { self == .float32 || self == .float64 }

  /// Whether elements are floating-point numbers of 16 bits: they are stored and cast only.
  public var isHalfPrecision: Bool { self == .float16 || self == .bfloat16 }

  /// The Swift type that stores an element.
  public var scalarType: any Scalar.Type { numericType }

  /// The type's name, such as `float32`.
  public var description: String { rawValue }
}

/// A Swift type that can be an array's element.
public protocol Scalar: Sendable, Hashable, BitwiseCopyable {
  /// The data type whose elements are stored as `Self`.
  static var dataType: DataType { get }
}

extension Scalar {
  static var byteWidth: Int { MemoryLayout<Self>.stride }
}

extension Bool: Scalar {
  /// `.bool`, one byte an element.
  public static var dataType: DataType { .bool }
}
extension UInt8: Scalar {
  /// `.uint8`.
  public static var dataType: DataType { .uint8 }
}
extension Int8: Scalar {
  /// `.int8`.
  public static var dataType: DataType { .int8 }
}
extension UInt16: Scalar {
  /// `.uint16`.
  public static var dataType: DataType { .uint16 }
}
extension Int16: Scalar {
  /// `.int16`.
  public static var dataType: DataType { .int16 }
}
extension UInt32: Scalar {
  /// `.uint32`.
  public static var dataType: DataType { .uint32 }
}
extension Int32: Scalar {
  /// `.int32`.
  public static var dataType: DataType { .int32 }
}
extension UInt64: Scalar {
  /// `.uint64`.
  public static var dataType: DataType { .uint64 }
}
extension Int64: Scalar {
  /// `.int64`.
  public static var dataType: DataType { .int64 }
}
extension Float: Scalar {
  /// `.float32`.
  public static var dataType: DataType { .float32 }
}
extension Double: Scalar {
  /// `.float64`.
  public static var dataType: DataType { .float64 }
}
