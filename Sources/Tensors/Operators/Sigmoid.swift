import Arrays
import ONNX

// y = 1 / (1 + exp(−x))
// https://onnx.ai/onnx/operators/onnx__Sigmoid.html, versions 6 and 13.

extension Tensor {
  /// The logistic function of every element.
  public func sigmoid() -> Tensor { Tensor.apply(Sigmoid(), self) }
}

struct Sigmoid: UnaryOperator {
  func forward(_ x: NDArray) -> NDArray { x.applying(.sigmoid) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    upstream.sigmoidGradient(output: output)
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value { builder.append("Sigmoid", inputs) }
}
