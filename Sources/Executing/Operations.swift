import CKernels

/// A function of one number.
public enum UnaryOperation: UInt8, Sendable, Equatable {
  case negate, absolute, exponential, logarithm, squareRoot, reciprocal, square, tanh, sigmoid
  case relu, softplus

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
  case add, subtract, multiply, divide, maximum, minimum

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
