import Arrays

/// The loss of logarithms of probabilities against labels:
/// <https://onnx.ai/onnx/operators/onnx__NegativeLogLikelihoodLoss.html>.
struct NegativeLogLikelihoodLossKernel: Kernel {
  static let operatorType = "NegativeLogLikelihoodLoss"
  static let versions: [Int: OneForm] = [12: OneForm(), 13: OneForm(), 22: OneForm()]

  private let loss: ClassLoss

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    loss = try ClassLoss(&node)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    [try loss.infer(inputs)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    [try loss.evaluate(try inputs.required(0), inputs)]
  }
}
