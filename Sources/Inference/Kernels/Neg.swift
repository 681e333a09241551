import Arrays
import Executing

/// y = −x: <https://onnx.ai/onnx/operators/onnx__Neg.html>.
struct NegKernel: ElementwiseFunction {
  static let operatorType = "Neg"
  static let versions: [Int: InPlaceHint] = [1: .allowed, 6: .gone, 13: .gone]
  static let function = UnaryFunction.negate
  static let operation = UnaryOperation.negate
  static let integerFunction: IntegerFunction? = .negate
}
