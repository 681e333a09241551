import Arrays
import ONNX

// y = −x
// https://onnx.ai/onnx/operators/onnx__Neg.html, versions 6 and 13.

extension Tensor {
  /// Every element with the other sign.
  public static prefix func - (x: Tensor) -> Tensor { apply(Negate(), x) }
}

struct Negate: UnaryOperator {
  func forward(_ x: NDArray) -> NDArray { x.applying(.negate) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    -upstream
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value { builder.append("Neg", inputs) }
}
