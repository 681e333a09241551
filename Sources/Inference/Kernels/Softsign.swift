/// y = x / (1 + |x|): <https://onnx.ai/onnx/operators/onnx__Softsign.html>.
struct SoftsignKernel: PlainFunction {
  static let operatorType = "Softsign"
  static let versions: [Int: InPlaceHint] = [1: .gone, 22: .gone]
  func compute(_ x: Double) -> Double { x / (1 + x.magnitude) }
}
