import Arrays

/// Arithmetic that kernels need of every numeric element type. Integers wrap around, as in C, and
/// division by zero gives the dividend: the standard leaves it open.
protocol Number: Scalar, Comparable {
  static func sum(_ a: Self, _ b: Self) -> Self
  static func difference(_ a: Self, _ b: Self) -> Self
  static func product(_ a: Self, _ b: Self) -> Self
  static func quotient(_ a: Self, _ b: Self) -> Self
  static var lowest: Self { get }
  init(count: Int)
}

extension Number where Self: FixedWidthInteger {
  static func sum(_ a: Self, _ b: Self) -> Self { a &+ b }
  static func difference(_ a: Self, _ b: Self) -> Self { a &- b }
  static func product(_ a: Self, _ b: Self) -> Self { a &* b }
  static func quotient(_ a: Self, _ b: Self) -> Self {
    a.dividedReportingOverflow(by: b).partialValue
  }
  static var lowest: Self { .min }
  init(count: Int) { self.init(truncatingIfNeeded: count) }
}

extension Number where Self: BinaryFloatingPoint {
  static func sum(_ a: Self, _ b: Self) -> Self { a + b }
  static func difference(_ a: Self, _ b: Self) -> Self { a - b }
  static func product(_ a: Self, _ b: Self) -> Self { a * b }
  static func quotient(_ a: Self, _ b: Self) -> Self { a / b }
  static var lowest: Self { -.infinity }
  init(count: Int) { self.init(count) }
}

extension UInt8: Number {}
extension Int8: Number {}
extension UInt16: Number {}
extension Int16: Number {}
extension UInt32: Number {}
extension Int32: Number {}
extension UInt64: Number {}
extension Int64: Number {}
extension Float: Number {}
extension Double: Number {}

extension DataType {
  /// The Swift type of the elements, for arithmetic.
  func number() throws(InferenceProblem) -> any Number.Type {
    switch self {
    case .uint8: UInt8.self
    case .int8: Int8.self
    case .uint16: UInt16.self
    case .int16: Int16.self
    case .uint32: UInt32.self
    case .int32: Int32.self
    case .uint64: UInt64.self
    case .int64: Int64.self
    case .float32: Float.self
    case .float64: Double.self
    case .bool, .float16, .bfloat16: throw .unsupportedDataType(self)
    }
  }

  /// Requires a numeric type. Kernels receive 16-bit numbers as float32.
  func requireNumber() throws(InferenceProblem) {
    if !isHalfPrecision { _ = try number() }
  }

  /// Requires a floating-point type.
  func requireFloatingPoint() throws(InferenceProblem) {
    if !isFloatingPoint && !isHalfPrecision { throw .unsupportedDataType(self) }
  }

  /// Requires this very type.
  func require(_ expected: DataType) throws(InferenceProblem) {
    if self != expected { throw .dataTypeMismatch(expected: expected, found: self) }
  }

  /// Requires an index type.
  func requireIndex() throws(InferenceProblem) {
    if self != .int64 && self != .int32 { throw .unsupportedDataType(self) }
  }
}
