import Arrays
import ONNX

// y = log(x)
// https://onnx.ai/onnx/operators/onnx__Log.html, versions 6 and 13.

extension Tensor {
  /// The natural logarithm of every element.
  public func log() -> Tensor { Tensor.apply(Logarithm(), self) }
}

struct Logarithm: UnaryOperator {
  func forward(_ x: NDArray) -> NDArray { x.applying(.logarithm) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    upstream / inputs[0]
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value { builder.append("Log", inputs) }
}
