import Arrays
import ONNX

// y = √x
// https://onnx.ai/onnx/operators/onnx__Sqrt.html, versions 6 and 13.

extension Tensor {
  /// The square root of every element.
  public func sqrt() -> Tensor { Tensor.apply(SquareRoot(), self) }
}

struct SquareRoot: UnaryOperator {
  func forward(_ x: NDArray) -> NDArray { x.applying(.squareRoot) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    upstream * 0.5 / output
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value { builder.append("Sqrt", inputs) }
}
