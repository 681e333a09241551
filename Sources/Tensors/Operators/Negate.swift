import Arrays
import ONNX

// y = −x
// https://onnx.ai/onnx/operators/onnx__Neg.html, versions 6 and 13.

extension Tensor {
  /// Every element with the other sign.
  public static prefix func - (x: Tensor) -> Tensor { apply(Negate(), [x]) }
}

struct Negate: Operator {
  func outputShape(_ inputs: [[Int]]) -> [Int] { inputs[0] }

  func forward(_ inputs: [NDArray]) -> NDArray { inputs[0].applying(.negate) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: [Tensor], output: Tensor
  ) -> Tensor? {
    -upstream
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value { builder.append("Neg", inputs) }
}
