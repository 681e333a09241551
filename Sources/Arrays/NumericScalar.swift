/// What casts between element types need of each.
protocol NumericScalar {
  static var isInteger: Bool { get }
  var asDouble: Double { get }
  /// The value as a signed integer, when it fits; `asUInt64` holds it otherwise.
  var asInt64: Int64 { get }
  var asUInt64: UInt64? { get }
  /// Rounds towards zero and saturates; NaN becomes 0 for integers.
  init(rounding value: Double)
  /// Saturates an integer.
  init(clamping value: Int64, unsigned: UInt64?)
}

extension NumericScalar where Self: FixedWidthInteger {
  static var isInteger: Bool { true }
  var asDouble: Double { Double(self) }
  var asInt64: Int64 { Int64(clamping: self) }
  var asUInt64: UInt64? { UInt64(exactly: self) }

  init(rounding value: Double) {
    if value.isNaN {
      self = 0
    } else if value <= Double(Self.min) {
      self = .min
    } else if value >= Double(Self.max) {
      self = .max
    } else {
      self = Self(value)
    }
  }

  init(clamping value: Int64, unsigned: UInt64?) {
    if let unsigned { self = Self(clamping: unsigned) } else { self = Self(clamping: value) }
  }
}

extension NumericScalar where Self: BinaryFloatingPoint {
  static var isInteger: Bool { false }
  var asDouble: Double { Double(self) }
  var asInt64: Int64 { Int64(rounding: Double(self)) }
  var asUInt64: UInt64? { nil }
  init(rounding value: Double) { self = Self(value) }
  init(clamping value: Int64, unsigned: UInt64?) {
    self = unsigned.map { Self($0) } ?? Self(value)
  }
}

extension UInt8: NumericScalar {}
extension Int8: NumericScalar {}
extension UInt16: NumericScalar {}
extension Int16: NumericScalar {}
extension UInt32: NumericScalar {}
extension Int32: NumericScalar {}
extension UInt64: NumericScalar {}
extension Int64: NumericScalar {}
extension Float: NumericScalar {}
extension Double: NumericScalar {}

extension Bool: NumericScalar {
  static var isInteger: Bool { true }
  var asDouble: Double { self ? 1 : 0 }
  var asInt64: Int64 { self ? 1 : 0 }
  var asUInt64: UInt64? { self ? 1 : 0 }
  init(rounding value: Double) { self = value != 0 }
  init(clamping value: Int64, unsigned: UInt64?) { self = value != 0 || (unsigned ?? 0) != 0 }
}

extension DataType {
  /// The Swift type of the elements, with what casts need.
  var numericType: any (Scalar & NumericScalar).Type {
    switch self {
    case .bool: Bool.self
    case .uint8: UInt8.self
    case .int8: Int8.self
    case .uint16: UInt16.self
    case .int16: Int16.self
    case .uint32: UInt32.self
    case .int32: Int32.self
    case .uint64: UInt64.self
    case .int64: Int64.self
    case .float16: Half.self
    case .bfloat16: BrainFloat.self
    case .float32: Float.self
    case .float64: Double.self
    }
  }
}
