import Foundation

/// y = arcsin(x): <https://onnx.ai/onnx/operators/onnx__Asin.html>.
struct AsinKernel: PlainFunction {
  static let operatorType = "Asin"
  static let versions: [Int: InPlaceHint] = [7: .gone, 22: .gone]
  func compute(_ x: Double) -> Double { asin(x) }
}
