import CKernels

/// A function of one number, computed for every element by vector loops.
public enum UnaryFunction: Sendable, Hashable, CaseIterable {
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
  /// 1 for positive numbers, 0 otherwise: the derivative of ReLU.
  case step
  /// exp(x) − 1, exact near 0.
  case exponentialMinusOne
  /// log(1 + x), exact near 0.
  case logarithmOfOnePlus
  /// The sine of x in radians.
  case sine
  /// The cosine of x in radians.
  case cosine
  /// The error function: 2 / √π times the integral of exp(−t²) from 0 to x.
  case errorFunction
  /// The largest integer that is not above x.
  case floor
  /// The smallest integer that is not below x.
  case ceiling
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
  /// a to the power of b.
  case power
  /// a − b ⌊a / b⌋: with the sign of b, as Python's `%`.
  case remainder
  /// a where b > 0, 0 elsewhere.
  case gate
  /// a (1 − b²): the gradient of a hyperbolic tangent whose value is b.
  case tanhGradient
  /// a b (1 − b): the gradient of a logistic function whose value is b.
  case sigmoidGradient

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
    case .tanhGradient: TesseraBinaryTanhGradient
    case .sigmoidGradient: TesseraBinarySigmoidGradient
    }
  }
}

extension NDArray {
  /// `function` of every element of a float32 or float64 array.
  public func applying(_ function: UnaryFunction) -> NDArray {
    let array = isDense ? self : contiguous()
    return floating(
      { array.applyingToRow(function, $0) }, { array.applyingToRow(function, $0) })
  }

  private func applyingToRow<T: FloatingScalar>(
    _ function: UnaryFunction, _ type: T.Type
  ) -> NDArray {
    let result = Storage.taking(layout, dataType)
    withExtendedLifetime(storage) {
      let (x, y) = (pointer(of: type), result.pointer.assumingMemoryBound(to: type))
      Threads.forEachChunk(of: count) { T.unary(function.kernel, $1, x + $0, y + $0) }
    }
    return NDArray(result)
  }

  /// `function` of every pair of elements of two arrays of one type, broadcast to a common shape.
  ///
  /// Integers wrap around, and their quotients are rounded towards zero.
  public func combining(_ function: BinaryFunction, _ other: NDArray) -> NDArray {
    checkSameType(other)
    switch dataType {
    case .float32: return combining(function, other, Float.self)
    case .float64: return combining(function, other, Double.self)
    default: return combiningIntegers(function, other)
    }
  }

  private func combining<T: FloatingScalar>(
    _ function: BinaryFunction, _ other: NDArray, _ type: T.Type
  ) -> NDArray {
    zipRuns(with: other, of: type, to: type) { count, a, aStep, b, bStep, target in
      Threads.forEachChunk(of: count) {
        T.binary(function.kernel, $1, a + $0 * aStep, aStep, b + $0 * bStep, bStep, target + $0)
      }
    }
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
    if let steps = singleRun(with: other) {
      let result = Storage.taking(
        steps.first == 0 ? other.storage.layout : storage.layout, result.dataType)
      let place = result.pointer.assumingMemoryBound(to: R.self)
      withExtendedLifetime(storage) {
        withExtendedLifetime(other.storage) {
          let (a, b) = (pointer(of: type), other.pointer(of: type))
          body(result.layout.count, a, steps.first, b, steps.second, place)
        }
      }
      return NDArray(result)
    }
    guard let common = Self.broadcast(shape, other.shape) else {
      fatalError("shapes \(shape) and \(other.shape) do not broadcast to a common shape")
    }
    let (a, b) = laidAlike(with: other)
    let order = [a, b].first { $0.isDense && $0.shape == common }?.layout.order
    let layout = order.map { Layout(common, order: $0) } ?? Layout(common)
    return NDArray(layout: layout, of: result) { target in
      guard var place = target.baseAddress, !target.isEmpty else { return }
      withExtendedLifetime((a.storage, b.storage)) {
        let (first, second) = (a.pointer(of: type), b.pointer(of: type))
        let loop = StridedLoop(
          shape: common, strides: [a, b].map { $0.expanded(to: common).strides }, order: order)
        loop.run { starts, count in
          body(
            count, first + starts[0], loop.innerStrides[0], second + starts[1],
            loop.innerStrides[1], place)
          place += count
        }
      }
    }
  }

  /// The steps with which this array and another are walked in one run: where both lie without gaps and
  /// have one shape and order, or one of them has one element, which is then walked by steps of 0.
  private func singleRun(with other: NDArray) -> (first: Int, second: Int)? {
    guard isDense && other.isDense else { return nil }
    if hasShape(of: other) { return layout.hasOrder(of: other.layout) ? (1, 1) : nil }
    if other.count == 1 && other.rank <= rank { return (1, 0) }
    if count == 1 && rank <= other.rank { return (0, 1) }
    return nil
  }

  /// This array and another, in one order where both lie without gaps and have one shape: in that which
  /// is not row-major.
  private func laidAlike(with other: NDArray) -> (NDArray, NDArray) {
    guard isDense && other.isDense && hasShape(of: other) else { return (self, other) }
    return isContiguous
      ? (laid(as: other.layout), other) : (self, other.laid(as: layout))
  }

  func checkSameType(_ other: NDArray) {
    if dataType != other.dataType {
      fatalError("elements of \(dataType) and \(other.dataType) do not mix: cast one of them")
    }
  }

  /// Runs a computation for this array's floating-point type, or ends with a message that names
  /// the type that it is instead.
  @inline(__always)
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
  @inline(__always)
  func floating<R>(_ float32: (Float.Type) -> R, _ float64: (Double.Type) -> R) -> R {
    switch self {
    case .float32: float32(Float.self)
    case .float64: float64(Double.self)
    default: fatalError("this needs floating-point elements, not \(self)")
    }
  }
}
