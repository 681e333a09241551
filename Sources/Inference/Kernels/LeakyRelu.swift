/// y = x for x ≥ 0, α x otherwise: <https://onnx.ai/onnx/operators/onnx__LeakyRelu.html>.
struct LeakyReluKernel: PointwiseFunction {
  static let operatorType = "LeakyRelu"
  static let versions: [Int: InPlaceHint] = [1: .allowed, 6: .gone, 16: .gone]

  private let alpha: Double

  init(_ form: InPlaceHint, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireOneInput(form)
    alpha = Double(try node.float("alpha") ?? 0.01)
  }

  func compute(_ x: Double) -> Double { x < 0 ? alpha * x : x }
}
