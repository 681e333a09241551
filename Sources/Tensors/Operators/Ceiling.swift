import Arrays
import ONNX

// y = ⌈x⌉
// https://onnx.ai/onnx/operators/onnx__Ceil.html, versions 6 and 13.

extension Tensor {
  /// The smallest integer that is not below each element; its gradient is 0.
  public func ceil() -> Tensor { Tensor.apply(Ceiling(), self) }
}

struct Ceiling: UnaryOperator {
  func forward(_ x: NDArray) -> NDArray { x.applying(.ceiling) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    nil
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value { builder.append("Ceil", inputs) }
}
