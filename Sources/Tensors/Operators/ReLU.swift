import Arrays
import ONNX

// y = max(x, 0)
// https://onnx.ai/onnx/operators/onnx__Relu.html, versions 6, 13 and 14.

extension Tensor {
  /// Every element where it is positive, 0 elsewhere.
  public func relu() -> Tensor { Tensor.apply(ReLU(), self) }
}

struct ReLU: UnaryOperator {
  func forward(_ x: NDArray) -> NDArray { x.applying(.relu) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    upstream.gated(by: inputs[0])
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value { builder.append("Relu", inputs) }
}
