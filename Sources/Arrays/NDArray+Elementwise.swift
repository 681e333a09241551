import CKernels

/// A function of one number, computed for every element by vector loops.
public enum UnaryFunction: Sendable, Hashable, CaseIterable {
  case negate, absolute, exponential, logarithm, squareRoot, reciprocal, square, tanh, sigmoid
  case relu, softplus
  /// 1 for positive numbers, 0 otherwise: the derivative of ReLU.
  case step
  /// exp(x) − 1, and log(1 + x), exact near 0.
  case exponentialMinusOne, logarithmOfOnePlus
  case sine, cosine, errorFunction
  case floor, ceiling
  /// To the nearest integer, halves to the even one.
  case round
  /// −1, 0 or 1; 0 for NaN.
  case sign

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
    case .step: TesseraUnaryStep
    case .exponentialMinusOne: TesseraUnaryExpm1
    case .logarithmOfOnePlus: TesseraUnaryLog1p
    case .sine: TesseraUnarySine
    case .cosine: TesseraUnaryCosine
    case .errorFunction: TesseraUnaryErf
    case .floor: TesseraUnaryFloor
    case .ceiling: TesseraUnaryCeiling
    case .round: TesseraUnaryRound
    case .sign: TesseraUnarySign
    }
  }
}

/// A function of two numbers, computed for every pair of elements by vector loops.
public enum BinaryFunction: Sendable, Hashable, CaseIterable {
  case add, subtract, multiply, divide, maximum, minimum, power
  /// a − b ⌊a / b⌋: with the sign of b, as Python's `%`.
  case remainder
  /// a where b > 0, 0 elsewhere.
  case gate

  var kernel: TesseraBinary {
    switch self {
    case .add: TesseraBinaryAdd
    case .subtract: TesseraBinarySubtract
    case .multiply: TesseraBinaryMultiply
    case .divide: TesseraBinaryDivide
    case .maximum: TesseraBinaryMaximum
    case .minimum: TesseraBinaryMinimum
    case .power: TesseraBinaryPower
    case .remainder: TesseraBinaryRemainder
    case .gate: TesseraBinaryGate
    }
  }
}

extension NDArray {
  /// `function` of every element of a float32 or float64 array.
  public func applying(_ function: UnaryFunction) -> NDArray {
    let source = contiguous()
    func run<T: FloatingScalar>(_ type: T.Type) -> NDArray {
      NDArray(shape: shape, of: type) { target in
        withExtendedLifetime(source.storage) {
          guard let base = target.baseAddress else { return }
          let first = source.pointer(of: type)
          Threads.forEachChunk(of: count) {
            T.unary(function.kernel, $1, first + $0, base + $0)
          }
        }
      }
    }
    return floating(run, run)
  }

  /// `function` of every pair of elements of two arrays of one type, broadcast to a common shape.
  ///
  /// Integers wrap around, and their quotients are rounded towards zero.
  public func combining(_ function: BinaryFunction, _ other: NDArray) -> NDArray {
    checkSameType(other)
    if !dataType.isFloatingPoint { return combiningIntegers(function, other) }
    func run<T: FloatingScalar>(_ type: T.Type) -> NDArray {
      zipRuns(with: other, of: type, to: type) { count, a, aStep, b, bStep, target in
        Threads.forEachChunk(of: count) {
          T.binary(function.kernel, $1, a + $0 * aStep, aStep, b + $0 * bStep, bStep, target + $0)
        }
      }
    }
    return floating(run, run)
  }

  /// `transform` of every element.
  public func map<T: Scalar, R: Scalar>(
    _ type: T.Type = T.self, _ transform: (T) -> R
  ) -> NDArray {
    withScalars(of: type) { source in
      NDArray(shape: shape, of: R.self) { target in
        for index in source.indices { target[index] = transform(source[index]) }
      }
    }
  }

  /// `transform` of every pair of elements of two arrays, broadcast to a common shape.
  public func zip<T: Scalar, R: Scalar>(
    _ other: NDArray, of type: T.Type = T.self, _ transform: (T, T) -> R
  ) -> NDArray {
    checkSameType(other)
    precondition(type.dataType == dataType, "an array of \(dataType) read as \(type.dataType)")
    return zipRuns(with: other, of: type, to: R.self) { count, a, aStep, b, bStep, target in
      for index in 0..<count {
        target[index] = transform(a[index &* aStep], b[index &* bStep])
      }
    }
  }

  /// Walks two broadcast arrays in runs, each with its operands' steps and the place of its results.
  @inline(__always)
  private func zipRuns<T: Scalar, R: Scalar>(
    with other: NDArray, of type: T.Type, to result: R.Type,
    _ body: (
      _ count: Int, UnsafePointer<T>, Int, UnsafePointer<T>, Int, UnsafeMutablePointer<R>
    ) -> Void
  ) -> NDArray {
    guard let common = Self.broadcast(shape, other.shape) else {
      fatalError("shapes \(shape) and \(other.shape) do not broadcast to a common shape")
    }
    return NDArray(shape: common, of: result) { target in
      guard var place = target.baseAddress, !target.isEmpty else { return }
      withExtendedLifetime((storage, other.storage)) {
        let first = UnsafePointer(pointer(of: type))
        let second = UnsafePointer(other.pointer(of: type))
        let plain = isContiguous && other.isContiguous
        if plain && count == target.count && other.count == target.count {
          body(count, first, 1, second, 1, place)
        } else if plain && other.count == 1 {
          body(count, first, 1, second, 0, place)
        } else if plain && count == 1 {
          body(other.count, first, 0, second, 1, place)
        } else {
          let loop = StridedLoop(
            shape: common,
            strides: [expanded(to: common).strides, other.expanded(to: common).strides])
          loop.run { starts, count in
            body(
              count, first + starts[0], loop.innerStrides[0], second + starts[1],
              loop.innerStrides[1], place)
            place += count
          }
        }
      }
    }
  }

  func checkSameType(_ other: NDArray) {
    if dataType != other.dataType {
      fatalError("elements of \(dataType) and \(other.dataType) do not mix: cast one of them")
    }
  }

  /// Runs a computation for this array's floating-point type, or ends with a message that names
  /// the type that it is instead.
  func floating<R>(_ float32: (Float.Type) -> R, _ float64: (Double.Type) -> R) -> R {
    dataType.floating(float32, float64)
  }

  /// The same values as another type, rounded towards zero and saturated for integers; booleans
  /// become 0 and 1, and numbers become whether they are not 0.
  public func cast(to target: DataType) -> NDArray {
    if target == dataType { return self }
    return castElements(dataType.numericType, target.numericType)
  }

  private func castElements<T: Scalar & NumericScalar, R: Scalar & NumericScalar>(
    _ type: T.Type, _ target: R.Type
  ) -> NDArray {
    if T.isInteger && R.isInteger {
      return map(type) { R(clamping: $0.asInt64, unsigned: $0.asUInt64) }
    }
    return map(type) { R(rounding: $0.asDouble) }
  }
}

extension DataType {
  /// Runs a computation for this floating-point type, or ends with a message that names the type that
  /// it is instead. What changes an array in place asks the type, not the array: the array's own
  /// `floating` holds its memory, which would then be copied.
  func floating<R>(_ float32: (Float.Type) -> R, _ float64: (Double.Type) -> R) -> R {
    switch self {
    case .float32: float32(Float.self)
    case .float64: float64(Double.self)
    default: fatalError("this needs floating-point elements, not \(self)")
    }
  }
}
