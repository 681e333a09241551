import Arrays
import Executing

/// y = max(x, 0): <https://onnx.ai/onnx/operators/onnx__Relu.html>.
struct ReluKernel: ElementwiseFunction {
  static let operatorType = "Relu"
  static let versions: [Int: InPlaceHint] = [1: .allowed, 6: .gone, 13: .gone, 14: .gone]
  static let function = UnaryFunction.relu
  static let operation = UnaryOperation.relu
  static let integerFunction: IntegerFunction? = .positivePart
}
