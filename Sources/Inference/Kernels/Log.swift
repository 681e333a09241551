import Arrays
import Executing

/// y = log(x): <https://onnx.ai/onnx/operators/onnx__Log.html>.
struct LogKernel: ElementwiseFunction {
  static let operatorType = "Log"
  static let versions: [Int: InPlaceHint] = [1: .allowed, 6: .gone, 13: .gone]
  static let function = UnaryFunction.logarithm
  static let operation = UnaryOperation.logarithm
}
