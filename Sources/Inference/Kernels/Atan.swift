import Foundation

/// y = arctan(x): <https://onnx.ai/onnx/operators/onnx__Atan.html>.
struct AtanKernel: PlainFunction {
  static let operatorType = "Atan"
  static let versions: [Int: InPlaceHint] = [7: .gone, 22: .gone]
  func compute(_ x: Double) -> Double { atan(x) }
}
