import Arrays
import Executing

/// y = 1 / (1 + exp(−x)): <https://onnx.ai/onnx/operators/onnx__Sigmoid.html>.
struct SigmoidKernel: ElementwiseFunction {
  static let operatorType = "Sigmoid"
  static let versions: [Int: InPlaceHint] = [1: .allowed, 6: .gone, 13: .gone]
  static let function = UnaryFunction.sigmoid
  static let operation = UnaryOperation.sigmoid
}
