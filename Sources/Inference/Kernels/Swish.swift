import Foundation

/// y = x / (1 + exp(−α x)): <https://onnx.ai/onnx/operators/onnx__Swish.html>.
struct SwishKernel: PointwiseFunction {
  static let operatorType = "Swish"
  static let versions: [Int: InPlaceHint] = [24: .gone]

  private let alpha: Double

  init(_ form: InPlaceHint, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireOneInput(form)
    alpha = Double(try node.float("alpha") ?? 1)
  }

  func compute(_ x: Double) -> Double { x / (1 + exp(-alpha * x)) }
}
