import Arrays
import Executing

/// y = tanh(x): <https://onnx.ai/onnx/operators/onnx__Tanh.html>.
struct TanhKernel: ElementwiseFunction {
  static let operatorType = "Tanh"
  static let versions: [Int: InPlaceHint] = [1: .allowed, 6: .gone, 13: .gone]
  static let function = UnaryFunction.tanh
  static let operation = UnaryOperation.tanh
}
