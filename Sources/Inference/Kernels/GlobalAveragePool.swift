import Arrays

/// The mean of each channel: <https://onnx.ai/onnx/operators/onnx__GlobalAveragePool.html>.
struct GlobalAveragePoolKernel: GlobalPool {
  static let operatorType = "GlobalAveragePool"
  static let versions: [Int: OneForm] = [1: OneForm(), 22: OneForm()]

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
  }

  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    try plan.averageChannels(node)
  }

  func pool(_ x: NDArray, over axes: [Int]) -> NDArray { x.mean(over: axes) }
}
