import Arrays
import Executing

/// y = a · b, broadcast: <https://onnx.ai/onnx/operators/onnx__Mul.html>.
struct MulKernel: Arithmetic {
  static let operatorType = "Mul"
  static let versions: [Int: Broadcasting] = [
    1: .axis, 6: .axis, 7: .numpy, 13: .numpy, 14: .numpy,
  ]
  static let function = BinaryFunction.multiply
  static let operation = BinaryOperation.multiply
  static func compute<T: Number>(_ a: T, _ b: T) -> T { T.product(a, b) }
  let rule: BroadcastRule
}
