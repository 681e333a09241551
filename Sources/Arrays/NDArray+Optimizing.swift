import CKernels

// What optimisers do to parameters and gradients, in place and each in one pass.

extension NDArray {
  /// One step of Adam on these parameters, in place (Kingma & Ba 2015, algorithm 1).
  ///
  /// - Parameters:
  ///   - gradient: The gradient, of the same shape.
  ///   - firstMoment: The running mean of gradients; updated.
  ///   - secondMoment: The running mean of squared gradients; updated.
  ///   - learningRate: The size of the step.
  ///   - beta1: The decay of the running mean of gradients.
  ///   - beta2: The decay of the running mean of squared gradients.
  ///   - epsilon: Keeps the quotient finite where gradients vanish.
  ///   - weightDecay: How strongly the parameters are drawn to zero.
  ///   - isDecayDecoupled: Whether weight decay shrinks the parameters (AdamW) rather than being
  ///     part of the gradient.
  ///   - step: The number of this step, from 1.
  public mutating func updateByAdam(
    gradient: NDArray, firstMoment: inout NDArray, secondMoment: inout NDArray,
    learningRate: Double, beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double = 0,
    isDecayDecoupled: Bool = false, step: Int
  ) {
    checkShapes(gradient, firstMoment, secondMoment)
    let constants = TesseraAdam(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      correction1: 1 - power(beta1, step), correction2: 1 - power(beta2, step),
      decay: isDecayDecoupled ? 0 : weightDecay,
      shrinkage: isDecayDecoupled ? 1 - learningRate * weightDecay : 1)
    func run<T: OptimizedScalar>(
      _ type: T.Type, _ parameter: inout NDArray, _ first: inout NDArray, _ second: inout NDArray
    ) {
      parameter.change(along: gradient, of: type) { count, p, g in
        first.withMutableBase(of: type) { m in
          second.withMutableBase(of: type) { v in
            guard let m, let v else { return }
            Threads.forEachChunk(of: count) {
              T.adam(constants, $1, p + $0, g + $0, m + $0, v + $0)
            }
          }
        }
      }
    }
    dataType.floating(
      { run($0, &self, &firstMoment, &secondMoment) },
      { run($0, &self, &firstMoment, &secondMoment) })
  }

  /// One step of gradient descent on these parameters, in place, as PyTorch's `SGD` makes it.
  ///
  /// - Parameters:
  ///   - gradient: The gradient, of the same shape.
  ///   - velocity: The running sum of gradients; nil before the first step; updated where there is
  ///     momentum.
  ///   - learningRate: The size of the step.
  ///   - momentum: How much of the velocity the step keeps.
  ///   - dampening: How much of each gradient after the first the velocity leaves out.
  ///   - weightDecay: What the parameters are multiplied by and added to the gradient.
  ///   - isNesterov: Whether the step looks ahead along the velocity.
  public mutating func updateBySGD(
    gradient: NDArray, velocity: inout NDArray?, learningRate: Double, momentum: Double,
    dampening: Double, weightDecay: Double, isNesterov: Bool
  ) {
    checkShapes(gradient, velocity)
    let isFirst = velocity == nil
    let constants = TesseraSGD(
      learningRate: learningRate, decay: weightDecay,
      velocityFactor: isFirst ? 0 : momentum, gradientFactor: isFirst ? 1 : 1 - dampening,
      velocityShare: isNesterov ? momentum : 1, gradientShare: isNesterov ? 1 : 0)
    if momentum == 0 {
      velocity = nil
    } else if isFirst {
      velocity = .zeros(shape, dataType)
    }
    func run<T: OptimizedScalar>(
      _ type: T.Type, _ parameter: inout NDArray, _ velocity: inout NDArray?
    ) {
      parameter.change(along: gradient, of: type) { count, p, g in
        velocity.withMutableBase(of: type) { v in
          Threads.forEachChunk(of: count) { start, count in
            T.sgd(constants, count, p + start, g + start, v.map { $0 + start })
          }
        }
      }
    }
    dataType.floating({ run($0, &self, &velocity) }, { run($0, &self, &velocity) })
  }

  /// One step of RMSProp on these parameters, in place, as PyTorch's `RMSprop` makes it.
  ///
  /// - Parameters:
  ///   - gradient: The gradient, of the same shape.
  ///   - squareAverage: The running mean of squared gradients; updated.
  ///   - gradientAverage: The running mean of gradients, where the optimiser is centred; updated.
  ///   - velocity: The running sum of steps, where there is momentum; updated.
  ///   - learningRate: The size of the step.
  ///   - alpha: The decay of the running means.
  ///   - epsilon: Keeps the quotient finite where gradients vanish.
  ///   - weightDecay: What the parameters are multiplied by and added to the gradient.
  ///   - momentum: How much of the velocity the step keeps.
  public mutating func updateByRMSProp(
    gradient: NDArray, squareAverage: inout NDArray, gradientAverage: inout NDArray?,
    velocity: inout NDArray?, learningRate: Double, alpha: Double, epsilon: Double,
    weightDecay: Double, momentum: Double
  ) {
    checkShapes(gradient, squareAverage, gradientAverage, velocity)
    let constants = TesseraRMSProp(
      learningRate: learningRate, decay: weightDecay, alpha: alpha, epsilon: epsilon,
      momentum: momentum)
    func run<T: OptimizedScalar>(
      _ type: T.Type, _ parameter: inout NDArray, _ square: inout NDArray,
      _ mean: inout NDArray?, _ velocity: inout NDArray?
    ) {
      parameter.change(along: gradient, of: type) { count, p, g in
        square.withMutableBase(of: type) { s in
          mean.withMutableBase(of: type) { m in
            velocity.withMutableBase(of: type) { v in
              guard let s else { return }
              Threads.forEachChunk(of: count) { start, count in
                T.rmsprop(
                  constants, count, p + start, g + start, s + start, m.map { $0 + start },
                  v.map { $0 + start })
              }
            }
          }
        }
      }
    }
    dataType.floating(
      { run($0, &self, &squareAverage, &gradientAverage, &velocity) },
      { run($0, &self, &squareAverage, &gradientAverage, &velocity) })
  }

  /// The sum of the squares of all elements, in double precision.
  public func sumOfSquares() -> Double {
    func run<T: OptimizedScalar>(_ type: T.Type) -> Double {
      withScalars(of: type) { x in
        guard let base = x.baseAddress else { return 0 }
        return Threads.sum(of: x.count) { T.sumOfSquares($1, base + $0) }
      }
    }
    return floating(run, run)
  }

  /// Multiplies every element by `factor`, in place.
  public mutating func scale(by factor: Double) {
    func run<T: OptimizedScalar>(_ type: T.Type, _ array: inout NDArray) {
      let count = array.count
      array.withMutableBase(of: type) { x in
        if let x { Threads.forEachChunk(of: count) { T.scale(factor, $1, x + $0) } }
      }
    }
    dataType.floating({ run($0, &self) }, { run($0, &self) })
  }

  /// Moves every element outside −limit…limit to the nearer end, in place; NaN stays.
  public mutating func clamp(to limit: Double) {
    func run<T: OptimizedScalar>(_ type: T.Type, _ array: inout NDArray) {
      let count = array.count
      array.withMutableBase(of: type) { x in
        if let x { Threads.forEachChunk(of: count) { T.clamp(limit, $1, x + $0) } }
      }
    }
    dataType.floating({ run($0, &self) }, { run($0, &self) })
  }

  private func checkShapes(_ others: NDArray?...) {
    for other in others {
      guard let other else { continue }
      precondition(
        other.shape == shape && other.dataType == dataType,
        "a parameter \(shape) of \(dataType) and an array \(other.shape) of \(other.dataType)")
    }
  }

  /// Calls `body` with the elements to change and the gradient's, unless there are none.
  private mutating func change<T: Scalar>(
    along gradient: NDArray, of type: T.Type,
    _ body: (_ count: Int, UnsafeMutablePointer<T>, UnsafePointer<T>) -> Void
  ) {
    let count = count
    withMutableBase(of: type) { p in
      gradient.withScalars(of: type) { g in
        if let p, let g = g.baseAddress { body(count, p, g) }
      }
    }
  }

  private mutating func withMutableBase<T: Scalar>(
    of type: T.Type, _ body: (UnsafeMutablePointer<T>?) -> Void
  ) {
    withUnsafeMutableScalars(of: type) { body($0.baseAddress) }
  }
}

extension NDArray? {
  /// Calls `body` with the first element of an array that may not be there.
  fileprivate mutating func withMutableBase<T: Scalar>(
    of type: T.Type, _ body: (UnsafeMutablePointer<T>?) -> Void
  ) {
    guard var present = take() else { return body(nil) }
    present.withUnsafeMutableScalars(of: type) { body($0.baseAddress) }
    self = present
  }
}

/// base^exponent by repeated squaring, the same on every platform.
private func power(_ base: Double, _ exponent: Int) -> Double {
  var (result, square, rest) = (1.0, base, exponent)
  while rest > 0 {
    if rest & 1 == 1 { result *= square }
    square *= square
    rest >>= 1
  }
  return result
}
