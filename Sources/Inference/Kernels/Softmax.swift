import Arrays

/// y = exp(x) / Σ exp(x): <https://onnx.ai/onnx/operators/onnx__Softmax.html>.
struct SoftmaxKernel: Kernel {
  static let operatorType = "Softmax"
  static let versions: [Int: SoftmaxForm] = [1: .flattened, 11: .flattened, 13: .alongAxis]

  private let axes: SoftmaxAxes

  init(_ form: SoftmaxForm, _ node: inout NodeReader) throws(InferenceProblem) {
    axes = try SoftmaxAxes(form, &node)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    try axes.infer(inputs)
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    if x.count == 0 { return [x] }
    let (elements, sums) = try axes.shifted(x)
    return [elements.applying(.exponential).combining(.divide, sums)]
  }

  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    try plan.softmax(node, axes, isLogarithm: false)
  }
}
