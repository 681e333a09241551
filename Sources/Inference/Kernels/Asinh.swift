import Foundation

/// y = arsinh(x): <https://onnx.ai/onnx/operators/onnx__Asinh.html>.
struct AsinhKernel: PlainFunction {
  static let operatorType = "Asinh"
  static let versions: [Int: InPlaceHint] = [9: .gone, 22: .gone]
  func compute(_ x: Double) -> Double { asinh(x) }
}
