import Foundation

/// y = arcosh(x): <https://onnx.ai/onnx/operators/onnx__Acosh.html>.
struct AcoshKernel: PlainFunction {
  static let operatorType = "Acosh"
  static let versions: [Int: InPlaceHint] = [9: .gone, 22: .gone]
  func compute(_ x: Double) -> Double { acosh(x) }
}
