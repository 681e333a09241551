import Arrays
import Tensors

/// Scales gradients together so that their common Euclidean norm is at most `limit` (Pascanu,
/// Mikolov & Bengio, "On the difficulty of training recurrent neural networks", 2013).
///
/// As in PyTorch they are multiplied by limit / (norm + 1e-6) where that is below 1. They are changed
/// in place, so that no copy is made of gradients that nothing else holds.
///
/// - Returns: The norm before.
@discardableResult
public func clip(_ gradients: inout [Tensor], toNorm limit: Double) -> Double {
  let norm = gradients.reduce(0) { $0 + $1.array.sumOfSquares() }.squareRoot()
  let factor = limit / (norm + 1e-6)
  // Written so that a norm that is not a number shows in the gradients.
  if !(factor >= 1) { change(&gradients) { $0.scale(by: factor) } }
  return norm
}

/// Moves every element of the gradients that lies outside −limit…limit to the nearer end, in place.
public func clip(_ gradients: inout [Tensor], toValue limit: Double) {
  precondition(limit >= 0, "gradients clipped to the value \(limit)")
  change(&gradients) { $0.clamp(to: limit) }
}

/// Changes the elements of tensors, without a copy where nothing else holds them.
private func change(_ tensors: inout [Tensor], _ body: (inout NDArray) -> Void) {
  let empty = Tensor.zeros([0])
  for index in tensors.indices {
    var array = tensors[index].array
    tensors[index] = empty
    body(&array)
    tensors[index] = Tensor(array)
  }
}
