import Foundation

/// y = x · tanh(ln(1 + exp(x))): <https://onnx.ai/onnx/operators/onnx__Mish.html>.
struct MishKernel: PlainFunction {
  static let operatorType = "Mish"
  static let versions: [Int: InPlaceHint] = [18: .gone, 22: .gone]
  func compute(_ x: Double) -> Double { x * tanh(log1p(exp(x))) }
}
