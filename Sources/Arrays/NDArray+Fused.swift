import CKernels

// Computations that are worth one pass of their own.

extension NDArray {
  /// Binary cross-entropy of targets t under logits x, element by element:
  /// max(x, 0) − x t + log(1 + exp(−|x|)), which neither overflows nor cancels.
  public func binaryCrossEntropy(targets: NDArray) -> NDArray {
    checkTargets(targets)
    let (logits, targets) = (contiguous(), targets.contiguous())
    func run<T: FloatingScalar>(_ type: T.Type) -> NDArray {
      NDArray(shape: shape, of: type) { target in
        guard let base = target.baseAddress else { return }
        withExtendedLifetime((logits.storage, targets.storage)) {
          T.bce(count, logits.pointer(of: type), targets.pointer(of: type), base)
        }
      }
    }
    return floating(run, run)
  }

  /// The sum of `binaryCrossEntropy(targets:)` over all elements, in one pass.
  public func binaryCrossEntropySum(targets: NDArray) -> NDArray {
    checkTargets(targets)
    let (logits, targets) = (contiguous(), targets.contiguous())
    func run<T: FloatingScalar>(_ type: T.Type) -> NDArray {
      withExtendedLifetime((logits.storage, targets.storage)) {
        NDArray(
          scalar: T(T.bceSum(count, logits.pointer(of: type), targets.pointer(of: type))))
      }
    }
    return floating(run, run)
  }

  private func checkTargets(_ targets: NDArray) {
    precondition(
      shape == targets.shape && dataType == targets.dataType,
      "logits \(shape) of \(dataType) and targets \(targets.shape) of \(targets.dataType)")
  }

  /// One step of Adam on these parameters, in place (Kingma & Ba 2015, algorithm 1).
  ///
  /// - Parameters:
  ///   - gradient: The gradient, of the same shape.
  ///   - firstMoment: The running mean of gradients; updated.
  ///   - secondMoment: The running mean of squared gradients; updated.
  ///   - step: The number of this step, from 1.
  public mutating func updateByAdam(
    gradient: NDArray, firstMoment: inout NDArray, secondMoment: inout NDArray,
    learningRate: Double, beta1: Double, beta2: Double, epsilon: Double, step: Int
  ) {
    precondition(
      [gradient.shape, firstMoment.shape, secondMoment.shape].allSatisfy { $0 == shape },
      "Adam: parameter \(shape), gradient \(gradient.shape)")
    let constants = TesseraAdam(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      correction1: 1 - power(beta1, step), correction2: 1 - power(beta2, step))
    let count = count
    func run<T: FloatingScalar>(_ type: T.Type, _ parameter: inout NDArray) {
      parameter.withUnsafeMutableScalars(of: type) { p in
        gradient.withScalars(of: type) { g in
          firstMoment.withUnsafeMutableScalars(of: type) { m in
            secondMoment.withUnsafeMutableScalars(of: type) { v in
              if let p = p.baseAddress, let g = g.baseAddress, let m = m.baseAddress,
                let v = v.baseAddress
              {
                T.adam(constants, count, p, g, m, v)
              }
            }
          }
        }
      }
    }
    if dataType == .float64 { run(Double.self, &self) } else { run(Float.self, &self) }
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
