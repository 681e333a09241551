/// y = x · min(max(x / 6 + 1/2, 0), 1): <https://onnx.ai/onnx/operators/onnx__HardSwish.html>.
struct HardSwishKernel: PlainFunction {
  static let operatorType = "HardSwish"
  static let versions: [Int: InPlaceHint] = [14: .gone, 22: .gone]
  func compute(_ x: Double) -> Double { x * HardSigmoidKernel.compute(x, alpha: 1 / 6, beta: 0.5) }
}
