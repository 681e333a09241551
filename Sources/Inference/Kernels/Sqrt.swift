import Arrays
import Executing

/// y = √x: <https://onnx.ai/onnx/operators/onnx__Sqrt.html>.
struct SqrtKernel: ElementwiseFunction {
  static let operatorType = "Sqrt"
  static let versions: [Int: InPlaceHint] = [1: .allowed, 6: .gone, 13: .gone]
  static let function = UnaryFunction.squareRoot
  static let operation = UnaryOperation.squareRoot
}
