import Arrays
import Executing

/// y = a − b, broadcast: <https://onnx.ai/onnx/operators/onnx__Sub.html>.
struct SubKernel: Arithmetic {
  static let operatorType = "Sub"
  static let versions: [Int: Broadcasting] = [
    1: .axis, 6: .axis, 7: .numpy, 13: .numpy, 14: .numpy,
  ]
  static let function = BinaryFunction.subtract
  static let operation = BinaryOperation.subtract
  static func compute<T: Number>(_ a: T, _ b: T) -> T { T.difference(a, b) }
  let rule: BroadcastRule
}
