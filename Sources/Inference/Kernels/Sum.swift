import Arrays
import Executing

/// The sum of any number of elements, broadcast:
/// <https://onnx.ai/onnx/operators/onnx__Sum.html>.
struct SumKernel: VariadicOperator {
  static let operatorType = "Sum"
  static let versions: [Int: VariadicForm] = [
    1: .equalShapesWithHint, 6: .equalShapes, 8: .broadcast, 13: .broadcast,
  ]
  static let function = BinaryFunction.add
  static let operation = BinaryOperation.add
  static let takesIntegers = false
  static func combine<T: Number>(_ a: T, _ b: T) -> T { T.sum(a, b) }
  let form: VariadicForm
}
