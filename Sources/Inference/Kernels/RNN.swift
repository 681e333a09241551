import Arrays

/// h = f(x Wᵀ + h Rᵀ + b): <https://onnx.ai/onnx/operators/onnx__RNN.html>.
struct RNNKernel: RecurrentKernel {
  static let operatorType = "RNN"
  static let versions: [Int: RecurrentForm] = [
    1: .sequenceFlag, 7: .plain, 14: .layout, 22: .layout,
  ]
  static let gateCount = 1
  static let stateCount = 1

  let attributes: RecurrentAttributes

  init(_ form: RecurrentForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(3...6)
    try node.requireOutputs(0...2)
    attributes = try RecurrentAttributes(form, usual: ["Tanh"], &node)
  }

  func step(
    _ x: NDArray, _ states: [NDArray], _ weights: RecurrentWeights,
    _ activations: [RecurrentActivation]
  ) -> [NDArray] {
    var sum = x.combining(.add, states[0].matmul(weights.state))
    if let bias = weights.stateBias { sum = sum.combining(.add, bias) }
    return [activations[0].apply(attributes.clipped(sum))]
  }
}
