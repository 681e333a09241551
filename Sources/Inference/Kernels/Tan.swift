import Foundation

/// y = tan(x): <https://onnx.ai/onnx/operators/onnx__Tan.html>.
struct TanKernel: PlainFunction {
  static let operatorType = "Tan"
  static let versions: [Int: InPlaceHint] = [7: .gone, 22: .gone]
  func compute(_ x: Double) -> Double { tan(x) }
}
