import Foundation

/// y = cosh(x): <https://onnx.ai/onnx/operators/onnx__Cosh.html>.
struct CoshKernel: PlainFunction {
  static let operatorType = "Cosh"
  static let versions: [Int: InPlaceHint] = [9: .gone, 22: .gone]
  func compute(_ x: Double) -> Double { cosh(x) }
}
