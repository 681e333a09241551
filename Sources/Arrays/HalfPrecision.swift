/// A floating-point number in 16 bits: arrays store it, and arithmetic happens in a wider type.
public protocol HalfPrecisionScalar: Scalar {
  /// The bits of the fraction; the rest but the sign is the exponent.
  static var fractionBits: Int { get }
  /// Sign, exponent and fraction.
  var bitPattern: UInt16 { get }
  /// Creates a number from its sign, exponent and fraction.
  init(bitPattern: UInt16)
  /// The same number with more digits.
  var widened: Float { get }
}

/// IEEE 754's binary16: 5 bits of exponent, 10 of fraction.
public struct Half: HalfPrecisionScalar {
  /// `.float16`.
  public static var dataType: DataType { .float16 }
  /// A fraction of 10 bits.
  public static let fractionBits = 10
  /// Sign, exponent and fraction.
  public let bitPattern: UInt16

  /// Creates a number from its sign, exponent and fraction.
  public init(bitPattern: UInt16) { self.bitPattern = bitPattern }

  /// The same number with more digits.
  public var widened: Float {
    let magnitude = UInt32(bitPattern & 0x7fff) << 13
    let sign = UInt32(bitPattern & 0x8000) << 16
    // Exponents of all ones stand for infinity and NaN in both formats.
    if magnitude >= 0x0f80_0000 { return Float(bitPattern: sign | magnitude | 0x7f80_0000) }
    // The biases of the exponents differ by 112; the product is exact for subnormal numbers too.
    return Float(bitPattern: sign | (Float(bitPattern: magnitude) * 0x1p112).bitPattern)
  }
}

/// The upper half of a float32: 8 bits of exponent, 7 of fraction.
public struct BrainFloat: HalfPrecisionScalar {
  /// `.bfloat16`.
  public static var dataType: DataType { .bfloat16 }
  /// A fraction of 7 bits.
  public static let fractionBits = 7
  /// Sign, exponent and fraction.
  public let bitPattern: UInt16

  /// Creates a number from its sign, exponent and fraction.
  public init(bitPattern: UInt16) { self.bitPattern = bitPattern }

  /// The same number with more digits.
  public var widened: Float { Float(bitPattern: UInt32(bitPattern) << 16) }
}

extension HalfPrecisionScalar {
  /// The nearest number, of two the one whose last bit is 0; infinite beyond the largest.
  public init(_ value: Double) {
    let exponentBits = 15 - Self.fractionBits
    let bias = 1 << (exponentBits - 1) - 1
    let infinity = (1 << exponentBits - 1) << Self.fractionBits
    let sign: UInt16 = value.sign == .minus ? 0x8000 : 0
    if !value.isFinite {
      let quiet = value.isNaN ? 1 << (Self.fractionBits - 1) : 0
      self.init(bitPattern: sign | UInt16(infinity | quiet))
      return
    }
    // Subnormal numbers have the smallest exponent and fewer units than the others.
    let exponent = max(value == 0 ? Int.min : Int(value.exponent), 1 - bias)
    let units = Double(
      sign: .plus, exponent: Self.fractionBits - exponent, significand: value.magnitude
    ).rounded(.toNearestOrEven)
    // Units that round up to the next power of two carry into the exponent.
    let bits =
      exponent > bias ? infinity : (exponent + bias - 1) << Self.fractionBits + Int(units)
    self.init(bitPattern: sign | UInt16(min(bits, infinity)))
  }

  /// Whether two numbers have the same bits.
  public static func == (a: Self, b: Self) -> Bool { a.bitPattern == b.bitPattern }

  /// Hashes the bits.
  public func hash(into hasher: inout Hasher) { hasher.combine(bitPattern) }
}

extension NumericScalar where Self: HalfPrecisionScalar {
  static var isInteger: Bool { false }
  var asDouble: Double { Double(widened) }
  var asInt64: Int64 { Int64(rounding: asDouble) }
  var asUInt64: UInt64? { nil }
  init(rounding value: Double) { self.init(value) }
  init(clamping value: Int64, unsigned: UInt64?) {
    self.init(unsigned.map { Double($0) } ?? Double(value))
  }
}

extension Half: NumericScalar {}
extension BrainFloat: NumericScalar {}
