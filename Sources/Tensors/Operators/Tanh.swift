import Arrays
import ONNX

// y = tanh(x)
// https://onnx.ai/onnx/operators/onnx__Tanh.html, versions 6 and 13.

extension Tensor {
  /// The hyperbolic tangent of every element.
  public func tanh() -> Tensor { Tensor.apply(Tanh(), self) }
}

struct Tanh: UnaryOperator {
  func forward(_ x: NDArray) -> NDArray { x.applying(.tanh) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    upstream.tanhGradient(output: output)
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value { builder.append("Tanh", inputs) }
}
