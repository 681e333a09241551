/// y = min(max(α x + β, 0), 1): <https://onnx.ai/onnx/operators/onnx__HardSigmoid.html>.
struct HardSigmoidKernel: PointwiseFunction {
  static let operatorType = "HardSigmoid"
  static let versions: [Int: InPlaceHint] = [1: .allowed, 6: .gone, 22: .gone]

  private let alpha: Double
  private let beta: Double

  init(_ form: InPlaceHint, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireOneInput(form)
    alpha = Double(try node.float("alpha") ?? 0.2)
    beta = Double(try node.float("beta") ?? 0.5)
  }

  func compute(_ x: Double) -> Double { Self.compute(x, alpha: alpha, beta: beta) }

  /// NaN stays NaN.
  static func compute(_ x: Double, alpha: Double, beta: Double) -> Double {
    let y = alpha * x + beta
    return y < 0 ? 0 : y > 1 ? 1 : y
  }
}
