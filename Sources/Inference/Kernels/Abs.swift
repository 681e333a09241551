import Arrays
import Executing

/// y = |x|: <https://onnx.ai/onnx/operators/onnx__Abs.html>.
struct AbsKernel: ElementwiseFunction {
  static let operatorType = "Abs"
  static let versions: [Int: InPlaceHint] = [1: .allowed, 6: .gone, 13: .gone]
  static let function = UnaryFunction.absolute
  static let operation = UnaryOperation.absolute
  static let integerFunction: IntegerFunction? = .absolute
}
