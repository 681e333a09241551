import Arrays
import Executing

/// The largest of any number of elements, broadcast:
/// <https://onnx.ai/onnx/operators/onnx__Max.html>.
struct MaxKernel: VariadicOperator {
  static let operatorType = "Max"
  static let versions: [Int: VariadicForm] = [
    1: .equalShapesWithHint, 6: .equalShapes, 8: .broadcast, 12: .broadcast, 13: .broadcast,
  ]
  static let function = BinaryFunction.maximum
  static let operation = BinaryOperation.maximum
  static func combine<T: Number>(_ a: T, _ b: T) -> T { max(a, b) }
  let form: VariadicForm
}
