/// y = the nearest whole number, the even one of two: <https://onnx.ai/onnx/operators/onnx__Round.html>.
struct RoundKernel: PlainFunction {
  static let operatorType = "Round"
  static let versions: [Int: InPlaceHint] = [11: .gone, 22: .gone]
  func compute(_ x: Double) -> Double { x.rounded(.toNearestOrEven) }
}
