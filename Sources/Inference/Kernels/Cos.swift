import Foundation

/// y = cos(x): <https://onnx.ai/onnx/operators/onnx__Cos.html>.
struct CosKernel: PlainFunction {
  static let operatorType = "Cos"
  static let versions: [Int: InPlaceHint] = [7: .gone, 22: .gone]
  func compute(_ x: Double) -> Double { cos(x) }
}
