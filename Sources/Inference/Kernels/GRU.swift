import Arrays

/// h = (1 − z) g(…) + z h with an update gate z and a reset gate r:
/// <https://onnx.ai/onnx/operators/onnx__GRU.html>.
struct GRUKernel: RecurrentKernel {
  static let operatorType = "GRU"
  static let versions: [Int: RecurrentForm] = [
    1: .sequenceFlag, 3: .resetOrder, 7: .plain, 14: .layout, 22: .layout,
  ]
  static let gateCount = 3
  static let stateCount = 1

  let attributes: RecurrentAttributes
  private let isLinearBeforeReset: Bool

  init(_ form: RecurrentForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(3...6)
    try node.requireOutputs(0...2)
    attributes = try RecurrentAttributes(form, usual: ["Sigmoid", "Tanh"], &node)
    isLinearBeforeReset = form == .sequenceFlag ? false : try node.flag("linear_before_reset")
  }

  func step(
    _ x: NDArray, _ states: [NDArray], _ weights: RecurrentWeights,
    _ activations: [RecurrentActivation]
  ) -> [NDArray] {
    let h = states[0]
    let size = h.shape[1]
    func product(_ state: NDArray, _ gate: Int) -> NDArray {
      let result = state.matmul(weights.state.gate(gate, of: size))
      guard let bias = weights.stateBias else { return result }
      return result.combining(.add, bias.gate(gate, of: size))
    }
    func activated(_ gate: Int, _ part: NDArray, _ function: Int) -> NDArray {
      activations[function].apply(
        attributes.clipped(x.gate(gate, of: size).combining(.add, part)))
    }
    let update = activated(0, product(h, 0), 0)
    let reset = activated(1, product(h, 1), 0)
    let part =
      isLinearBeforeReset
      ? reset.combining(.multiply, product(h, 2)) : product(reset.combining(.multiply, h), 2)
    let candidate = activated(2, part, 1)
    // (1 − z) c + z h = c + z (h − c)
    return [
      candidate.combining(
        .add, update.combining(.multiply, h.combining(.subtract, candidate)))
    ]
  }
}
