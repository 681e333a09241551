import Foundation

/// y = sinh(x): <https://onnx.ai/onnx/operators/onnx__Sinh.html>.
struct SinhKernel: PlainFunction {
  static let operatorType = "Sinh"
  static let versions: [Int: InPlaceHint] = [9: .gone, 22: .gone]
  func compute(_ x: Double) -> Double { sinh(x) }
}
