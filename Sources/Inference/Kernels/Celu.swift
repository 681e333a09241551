import Foundation

/// y = max(0, x) + min(0, α (exp(x / α) − 1)): <https://onnx.ai/onnx/operators/onnx__Celu.html>.
struct CeluKernel: PointwiseFunction {
  static let operatorType = "Celu"
  static let versions: [Int: InPlaceHint] = [12: .gone, 28: .gone]

  private let alpha: Double

  init(_ form: InPlaceHint, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireOneInput(form)
    alpha = Double(try node.float("alpha") ?? 1)
  }

  func compute(_ x: Double) -> Double { x > 0 ? x : alpha * expm1(x / alpha) }
}
