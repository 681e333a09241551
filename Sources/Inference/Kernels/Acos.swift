import Foundation

/// y = arccos(x): <https://onnx.ai/onnx/operators/onnx__Acos.html>.
struct AcosKernel: PlainFunction {
  static let operatorType = "Acos"
  static let versions: [Int: InPlaceHint] = [7: .gone, 22: .gone]
  func compute(_ x: Double) -> Double { acos(x) }
}
