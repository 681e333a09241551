import Arrays
import ONNX

// y = ⌊x⌋
// https://onnx.ai/onnx/operators/onnx__Floor.html, versions 6 and 13.

extension Tensor {
  /// The largest integer that is not above each element; its gradient is 0.
  public func floor() -> Tensor { Tensor.apply(Floor(), self) }
}

struct Floor: UnaryOperator {
  func forward(_ x: NDArray) -> NDArray { x.applying(.floor) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    nil
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value { builder.append("Floor", inputs) }
}
