/// y = ⌊x⌋: <https://onnx.ai/onnx/operators/onnx__Floor.html>.
struct FloorKernel: PlainFunction {
  static let operatorType = "Floor"
  static let versions: [Int: InPlaceHint] = [1: .allowed, 6: .gone, 13: .gone]
  func compute(_ x: Double) -> Double { x.rounded(.down) }
}
