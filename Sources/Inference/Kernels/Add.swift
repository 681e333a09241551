import Arrays
import Executing

/// y = a + b, broadcast: <https://onnx.ai/onnx/operators/onnx__Add.html>.
struct AddKernel: Arithmetic {
  static let operatorType = "Add"
  static let versions: [Int: Broadcasting] = [
    1: .axis, 6: .axis, 7: .numpy, 13: .numpy, 14: .numpy,
  ]
  static let function = BinaryFunction.add
  static let operation = BinaryOperation.add
  static func compute<T: Number>(_ a: T, _ b: T) -> T { T.sum(a, b) }
  let rule: BroadcastRule
}
