import Arrays
import Executing

/// y = 1 / x: <https://onnx.ai/onnx/operators/onnx__Reciprocal.html>.
struct ReciprocalKernel: ElementwiseFunction {
  static let operatorType = "Reciprocal"
  static let versions: [Int: InPlaceHint] = [1: .allowed, 6: .gone, 13: .gone]
  static let function = UnaryFunction.reciprocal
  static let operation = UnaryOperation.reciprocal
}
