/// y = x for x > α, 0 otherwise: <https://onnx.ai/onnx/operators/onnx__ThresholdedRelu.html>.
struct ThresholdedReluKernel: PointwiseFunction {
  static let operatorType = "ThresholdedRelu"
  static let versions: [Int: InPlaceHint] = [10: .gone, 22: .gone]

  private let alpha: Double

  init(_ form: InPlaceHint, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireOneInput(form)
    alpha = Double(try node.float("alpha") ?? 1)
  }

  func compute(_ x: Double) -> Double { x > alpha ? x : 0 }
}
