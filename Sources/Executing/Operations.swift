import CKernels

/// A function of one number.
public enum UnaryOperation: UInt8, Sendable, Equatable {
  /// −x.
  case negate
  /// |x|.
  case absolute
  /// exp(x).
  case exponential
  /// The natural logarithm of x.
  case logarithm
  /// √x.
  case squareRoot
  /// 1 / x.
  case reciprocal
  /// x².
  case square
  /// The hyperbolic tangent of x.
  case tanh
  /// The logistic function 1 / (1 + exp(−x)), without overflow.
  case sigmoid
  /// x where it is positive, 0 elsewhere.
  case relu
  /// log(1 + exp(x)), without overflow.
  case softplus

  /// Applies the function to `count` elements; `target` may be `source`.
  @inline(__always)
  func apply(_ count: Int, _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>) {
    tessera_unary_f32(kernel, count, source, target)
  }

  var kernel: TesseraUnary {
    switch self {
    case .negate: TesseraUnaryNegate
    case .absolute: TesseraUnaryAbsolute
    case .exponential: TesseraUnaryExponential
    case .logarithm: TesseraUnaryLogarithm
    case .squareRoot: TesseraUnarySquareRoot
    case .reciprocal: TesseraUnaryReciprocal
    case .square: TesseraUnarySquare
    case .tanh: TesseraUnaryTanh
    case .sigmoid: TesseraUnarySigmoid
    case .relu: TesseraUnaryReLU
    case .softplus: TesseraUnarySoftplus
    }
  }
}

/// A function of two numbers.
public enum BinaryOperation: UInt8, Sendable, Equatable {
  /// a + b.
  case add
  /// a − b.
  case subtract
  /// a b.
  case multiply
  /// a / b.
  case divide
  /// The larger number; NaN where one is.
  case maximum
  /// The smaller number; NaN where one is.
  case minimum

  var kernel: TesseraBinary {
    switch self {
    case .add: TesseraBinaryAdd
    case .subtract: TesseraBinarySubtract
    case .multiply: TesseraBinaryMultiply
    case .divide: TesseraBinaryDivide
    case .maximum: TesseraBinaryMaximum
    case .minimum: TesseraBinaryMinimum
    }
  }
}
