import Foundation

/// y = x for x > 0, α (exp(x) − 1) otherwise: <https://onnx.ai/onnx/operators/onnx__Elu.html>.
struct EluKernel: PointwiseFunction {
  static let operatorType = "Elu"
  static let versions: [Int: InPlaceHint] = [1: .allowed, 6: .gone, 22: .gone]

  private let alpha: Double

  init(_ form: InPlaceHint, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireOneInput(form)
    alpha = Double(try node.float("alpha") ?? 1)
  }

  func compute(_ x: Double) -> Double { x > 0 ? x : alpha * expm1(x) }
}
