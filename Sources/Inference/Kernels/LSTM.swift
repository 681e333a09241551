import Arrays

/// c = f c + i g(…), h = o h(c) with the gates i, o and f:
/// <https://onnx.ai/onnx/operators/onnx__LSTM.html>.
struct LSTMKernel: RecurrentKernel {
  static let operatorType = "LSTM"
  static let versions: [Int: RecurrentForm] = [
    1: .sequenceFlag, 7: .plain, 14: .layout, 22: .layout,
  ]
  static let gateCount = 4
  static let stateCount = 2

  let attributes: RecurrentAttributes
  private let isInputForgetCoupled: Bool

  init(_ form: RecurrentForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(3...8)
    try node.requireOutputs(0...3)
    attributes = try RecurrentAttributes(form, usual: ["Sigmoid", "Tanh", "Tanh"], &node)
    isInputForgetCoupled = try node.flag("input_forget")
  }

  func step(
    _ x: NDArray, _ states: [NDArray], _ weights: RecurrentWeights,
    _ activations: [RecurrentActivation]
  ) -> [NDArray] {
    let (h, c) = (states[0], states[1])
    let size = h.shape[1]
    var sums = x.combining(.add, h.matmul(weights.state))
    if let bias = weights.stateBias { sums = sums.combining(.add, bias) }
    // The gates lie as i, o, f, c; the peepholes as i, o, f.
    func gate(_ index: Int, _ function: Int, seeing cell: NDArray?) -> NDArray {
      var sum = sums.gate(index, of: size)
      if let cell, let peepholes = weights.peepholes {
        sum = sum.combining(.add, peepholes.gate(index, of: size).combining(.multiply, cell))
      }
      return activations[function].apply(attributes.clipped(sum))
    }
    let input = gate(0, 0, seeing: c)
    let forget =
      isInputForgetCoupled
      ? x.constant(1).combining(.subtract, input)
      : gate(2, 0, seeing: c)
    let candidate = gate(3, 1, seeing: nil)
    let cell = forget.combining(.multiply, c)
      .combining(.add, input.combining(.multiply, candidate))
    let output = gate(1, 0, seeing: cell)
    return [output.combining(.multiply, activations[2].apply(cell)), cell]
  }

  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    guard attributes.isPlain, !isInputForgetCoupled, node.input(4) == nil, node.input(7) == nil
    else { return false }
    return try plan.longShortTermMemory(node, areReversed: attributes.areReversed)
  }
}
