/// y = x + bias for x < −λ, x − bias for x > λ, 0 otherwise: <https://onnx.ai/onnx/operators/onnx__Shrink.html>.
struct ShrinkKernel: PointwiseFunction {
  static let operatorType = "Shrink"
  static let versions: [Int: InPlaceHint] = [9: .gone]
  static let takesIntegers = true

  private let bias: Double
  private let lambda: Double

  init(_ form: InPlaceHint, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireOneInput(form)
    bias = Double(try node.float("bias") ?? 0)
    lambda = Double(try node.float("lambd") ?? 0.5)
  }

  func compute(_ x: Double) -> Double { x < -lambda ? x + bias : x > lambda ? x - bias : 0 }
}
