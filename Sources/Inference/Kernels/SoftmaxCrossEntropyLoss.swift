import Arrays

/// The loss of scores against labels:
/// <https://onnx.ai/onnx/operators/onnx__SoftmaxCrossEntropyLoss.html>.
///
/// A second output gives the logarithms of the probabilities.
struct SoftmaxCrossEntropyLossKernel: Kernel {
  static let operatorType = "SoftmaxCrossEntropyLoss"
  static let versions: [Int: OneForm] = [12: OneForm(), 13: OneForm()]

  private let loss: ClassLoss
  private let outputCount: Int

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireOutputs(1...2)
    outputCount = node.outputCount
    loss = try ClassLoss(&node)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let scores = try inputs.required(0)
    let types = [try loss.infer(inputs), ValueType(scores.dataType, scores.shape)]
    return Array(types.prefix(outputCount))
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    var scores = try inputs.required(0)
    if scores.count > 0 {
      scores = scores.combining(.subtract, scores.max(axes: [1], keepingAxes: true))
      let sums = scores.applying(.exponential).sum(axes: [1], keepingAxes: true)
      scores = scores.combining(.subtract, sums.applying(.logarithm))
    }
    return Array([try loss.evaluate(scores, inputs), scores].prefix(outputCount))
  }
}
