import Arrays
import ONNX

// y = 1 where x > 0, else 0: the derivative of ReLU, 0 where it has none.
// https://onnx.ai/onnx/operators/onnx__Greater.html, versions 7, 9 and 13, then a Cast.

extension Tensor {
  /// 1 where an element is positive, 0 elsewhere.
  public func step() -> Tensor { Tensor.apply(Step(), self) }
}

struct Step: UnaryOperator {
  func forward(_ x: NDArray) -> NDArray { x.applying(.step) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? { nil }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    let isPositive = builder.append(
      "Greater", [inputs[0], builder.scalar(0, like: inputs[0])],
      type: .init(.bool, type.shape))
    return builder.cast(isPositive, to: type.elementType)
  }
}
