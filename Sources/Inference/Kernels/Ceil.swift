/// y = ⌈x⌉: <https://onnx.ai/onnx/operators/onnx__Ceil.html>.
struct CeilKernel: PlainFunction {
  static let operatorType = "Ceil"
  static let versions: [Int: InPlaceHint] = [1: .allowed, 6: .gone, 13: .gone]
  func compute(_ x: Double) -> Double { x.rounded(.up) }
}
