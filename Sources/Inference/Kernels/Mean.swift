import Arrays
import Executing

/// The mean of any number of elements, broadcast:
/// <https://onnx.ai/onnx/operators/onnx__Mean.html>.
struct MeanKernel: VariadicOperator {
  static let operatorType = "Mean"
  static let versions: [Int: VariadicForm] = [
    1: .equalShapesWithHint, 6: .equalShapes, 8: .broadcast, 13: .broadcast,
  ]
  static let function = BinaryFunction.add
  static let operation = BinaryOperation.add
  static let takesIntegers = false
  static func combine<T: Number>(_ a: T, _ b: T) -> T { T.sum(a, b) }
  let form: VariadicForm

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let sum = try combined(inputs)
    return [sum.combining(.divide, sum.constant(Double(inputs.count)))]
  }

  /// A sum has an instruction; its division by the number of inputs has none.
  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    false
  }
}
