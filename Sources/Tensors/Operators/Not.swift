import Arrays
import ONNX

// y = ¬x
// https://onnx.ai/onnx/operators/onnx__Not.html, version 1.

extension Tensor {
  /// Every boolean turned round.
  public static prefix func .! (x: Tensor) -> Tensor { apply(Not(), x) }
}

struct Not: UnaryOperator {
  func forward(_ x: NDArray) -> NDArray { x.negatingTruth() }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? { nil }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value { builder.append("Not", inputs) }
}
