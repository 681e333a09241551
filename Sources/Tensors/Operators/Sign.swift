import Arrays
import ONNX

// y = −1, 0 or 1
// https://onnx.ai/onnx/operators/onnx__Sign.html, versions 9 and 13; before, comparisons with 0.

extension Tensor {
  /// −1 for negative elements, 1 for positive ones, 0 for others; its gradient is 0.
  public func sign() -> Tensor { Tensor.apply(Sign(), self) }
}

struct Sign: UnaryOperator {
  func forward(_ x: NDArray) -> NDArray { x.applying(.sign) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    nil
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    if builder.opset >= 9 { return builder.append("Sign", inputs) }
    let (x, zero) = (inputs[0], builder.scalar(0, like: inputs[0]))
    let signs = ["Greater", "Less"].map {
      builder.cast(
        builder.append($0, [x, zero], type: .init(.bool, x.shape)), to: x.type.elementType)
    }
    return builder.append("Sub", signs)
  }
}
