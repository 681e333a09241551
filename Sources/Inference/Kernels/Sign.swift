/// y = −1, 0 or 1 as x lies below, at or above 0: <https://onnx.ai/onnx/operators/onnx__Sign.html>.
struct SignKernel: PlainFunction {
  static let operatorType = "Sign"
  static let versions: [Int: InPlaceHint] = [9: .gone, 13: .gone]
  static let takesIntegers = true
  func compute(_ x: Double) -> Double { x > 0 ? 1 : x < 0 ? -1 : x }
}
