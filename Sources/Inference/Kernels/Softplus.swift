import Arrays
import Executing

/// y = log(1 + exp(x)): <https://onnx.ai/onnx/operators/onnx__Softplus.html>.
struct SoftplusKernel: ElementwiseFunction {
  static let operatorType = "Softplus"
  static let versions: [Int: InPlaceHint] = [1: .gone, 22: .gone]
  static let function = UnaryFunction.softplus
  static let operation = UnaryOperation.softplus
}
