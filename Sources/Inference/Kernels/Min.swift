import Arrays
import Executing

/// The smallest of any number of elements, broadcast:
/// <https://onnx.ai/onnx/operators/onnx__Min.html>.
struct MinKernel: VariadicOperator {
  static let operatorType = "Min"
  static let versions: [Int: VariadicForm] = [
    1: .equalShapesWithHint, 6: .equalShapes, 8: .broadcast, 12: .broadcast, 13: .broadcast,
  ]
  static let function = BinaryFunction.minimum
  static let operation = BinaryOperation.minimum
  static func combine<T: Number>(_ a: T, _ b: T) -> T { min(a, b) }
  let form: VariadicForm
}
