import Arrays
import Executing

/// y = exp(x): <https://onnx.ai/onnx/operators/onnx__Exp.html>.
struct ExpKernel: ElementwiseFunction {
  static let operatorType = "Exp"
  static let versions: [Int: InPlaceHint] = [1: .allowed, 6: .gone, 13: .gone]
  static let function = UnaryFunction.exponential
  static let operation = UnaryOperation.exponential
}
