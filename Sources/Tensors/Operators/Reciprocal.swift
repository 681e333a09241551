import Arrays
import ONNX

// y = 1 / x
// https://onnx.ai/onnx/operators/onnx__Reciprocal.html, versions 6 and 13.

extension Tensor {
  /// 1 divided by every element.
  public func reciprocal() -> Tensor { Tensor.apply(Reciprocal(), self) }
}

struct Reciprocal: UnaryOperator {
  func forward(_ x: NDArray) -> NDArray { x.applying(.reciprocal) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    -upstream * output * output
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value { builder.append("Reciprocal", inputs) }
}
