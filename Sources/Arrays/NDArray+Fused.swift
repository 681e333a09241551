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
          let (x, t) = (logits.pointer(of: type), targets.pointer(of: type))
          Threads.forEachChunk(of: count) { T.bce($1, x + $0, t + $0, base + $0) }
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
        let (x, t) = (logits.pointer(of: type), targets.pointer(of: type))
        return NDArray(scalar: T(Threads.sum(of: count) { T.bceSum($1, x + $0, t + $0) }))
      }
    }
    return floating(run, run)
  }

  private func checkTargets(_ targets: NDArray) {
    precondition(
      shape == targets.shape && dataType == targets.dataType,
      "logits \(shape) of \(dataType) and targets \(targets.shape) of \(targets.dataType)")
  }
}
