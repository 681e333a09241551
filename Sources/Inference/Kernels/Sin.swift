import Foundation

/// y = sin(x): <https://onnx.ai/onnx/operators/onnx__Sin.html>.
struct SinKernel: PlainFunction {
  static let operatorType = "Sin"
  static let versions: [Int: InPlaceHint] = [7: .gone, 22: .gone]
  func compute(_ x: Double) -> Double { sin(x) }
}
