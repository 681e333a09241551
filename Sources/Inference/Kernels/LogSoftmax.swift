import Arrays

/// y = x − log Σ exp(x): <https://onnx.ai/onnx/operators/onnx__LogSoftmax.html>.
struct LogSoftmaxKernel: Kernel {
  static let operatorType = "LogSoftmax"
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
    return [elements.combining(.subtract, sums.applying(.logarithm))]
  }

  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    try plan.softmax(node, axes, isLogarithm: true)
  }
}
