import Arrays
import ONNX

// y = exp(x)
// https://onnx.ai/onnx/operators/onnx__Exp.html, versions 6 and 13.

extension Tensor {
  /// e to the power of every element.
  public func exp() -> Tensor { Tensor.apply(Exponential(), self) }
}

struct Exponential: UnaryOperator {
  func forward(_ x: NDArray) -> NDArray { x.applying(.exponential) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    upstream * output
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value { builder.append("Exp", inputs) }
}
