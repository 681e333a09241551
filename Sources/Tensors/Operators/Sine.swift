import Arrays
import ONNX

// y = sin(x)
// https://onnx.ai/onnx/operators/onnx__Sin.html, versions 7 and 22.

extension Tensor {
  /// The sine of every element, in radians.
  public func sin() -> Tensor { Tensor.apply(Sine(), self) }
}

struct Sine: UnaryOperator {
  func forward(_ x: NDArray) -> NDArray { x.applying(.sine) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    upstream * inputs[0].cos()
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value { builder.append("Sin", inputs) }
}
