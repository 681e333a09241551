import Arrays
import ONNX

// y = log(1 + x)
// No ONNX operator: log(1 + x), and what rounding loses of x in 1 + x, divided by it.

extension Tensor {
  /// log(1 + x) for every element, exact near 0 too.
  public func log1p() -> Tensor { Tensor.apply(LogarithmOfOnePlus(), self) }
}

struct LogarithmOfOnePlus: UnaryOperator {
  func forward(_ x: NDArray) -> NDArray { x.applying(.logarithmOfOnePlus) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    upstream / (inputs[0] + 1)
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    let x = inputs[0]
    let one = builder.scalar(1, like: x)
    let logarithm = builder.append("Log", [builder.append("Add", [x, one])])
    // Beyond 1 nothing that counts is lost; the bounds keep the quotient finite.
    let small = builder.clip(x, maximum: 1)
    let sum = builder.append("Add", [small, one])
    let lost = builder.append("Sub", [small, builder.append("Sub", [sum, one])])
    let correction = builder.append("Div", [lost, builder.clip(sum, minimum: 1e-30)])
    return builder.append("Add", [logarithm, correction])
  }
}
