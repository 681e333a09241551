import Arrays
import ONNX

// y = cos(x)
// https://onnx.ai/onnx/operators/onnx__Cos.html, versions 7 and 22.

extension Tensor {
  /// The cosine of every element, in radians.
  public func cos() -> Tensor { Tensor.apply(Cosine(), self) }
}

struct Cosine: UnaryOperator {
  func forward(_ x: NDArray) -> NDArray { x.applying(.cosine) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    -upstream * inputs[0].sin()
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value { builder.append("Cos", inputs) }
}
