import Arrays
import ONNX

// y = |x|
// https://onnx.ai/onnx/operators/onnx__Abs.html, versions 6 and 13.

extension Tensor {
  /// The absolute value of every element.
  public func abs() -> Tensor { Tensor.apply(Absolute(), self) }
}

struct Absolute: UnaryOperator {
  func forward(_ x: NDArray) -> NDArray { x.applying(.absolute) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    upstream * inputs[0].sign()
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value { builder.append("Abs", inputs) }
}
