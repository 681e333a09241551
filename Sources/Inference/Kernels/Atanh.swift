import Foundation

/// y = artanh(x): <https://onnx.ai/onnx/operators/onnx__Atanh.html>.
struct AtanhKernel: PlainFunction {
  static let operatorType = "Atanh"
  static let versions: [Int: InPlaceHint] = [9: .gone, 22: .gone]
  func compute(_ x: Double) -> Double { atanh(x) }
}
