import Arrays
import Executing

/// y = a / b, broadcast, towards zero for integers:
/// <https://onnx.ai/onnx/operators/onnx__Div.html>.
struct DivKernel: Arithmetic {
  static let operatorType = "Div"
  static let versions: [Int: Broadcasting] = [
    1: .axis, 6: .axis, 7: .numpy, 13: .numpy, 14: .numpy,
  ]
  static let function = BinaryFunction.divide
  static let operation = BinaryOperation.divide
  static func compute<T: Number>(_ a: T, _ b: T) -> T { T.quotient(a, b) }
  let rule: BroadcastRule
}
