import Arrays
import ONNX

// y = exp(x) − 1
// No ONNX operator: (exp(x) + 1) tanh(x / 2), which is the same and cancels nowhere.

extension Tensor {
  /// exp(x) − 1 for every element, exact near 0 too.
  public func expm1() -> Tensor { Tensor.apply(ExponentialMinusOne(), self) }
}

struct ExponentialMinusOne: UnaryOperator {
  func forward(_ x: NDArray) -> NDArray { x.applying(.exponentialMinusOne) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    upstream * (output + 1)
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    let x = inputs[0]
    let (one, half) = (builder.scalar(1, like: x), builder.scalar(0.5, like: x))
    let sum = builder.append("Add", [builder.append("Exp", [x]), one])
    let ratio = builder.append("Tanh", [builder.append("Mul", [x, half])])
    return builder.append("Mul", [sum, ratio])
  }
}
