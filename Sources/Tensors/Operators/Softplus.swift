import Arrays
import ONNX

// y = log(1 + exp(x))
// https://onnx.ai/onnx/operators/onnx__Softplus.html, versions 1 and 22.

extension Tensor {
  /// The logarithm of 1 + exp(x) for every element, without overflow.
  public func softplus() -> Tensor { Tensor.apply(Softplus(), self) }
}

struct Softplus: UnaryOperator {
  func forward(_ x: NDArray) -> NDArray { x.applying(.softplus) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    upstream * inputs[0].sigmoid()
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value { builder.append("Softplus", inputs) }
}
