import Arrays
import ONNX

// g y (1 − y)
// https://onnx.ai/onnx/operators/onnx__Mul.html, versions 7, 13 and 14; likewise Sub.

extension Tensor {
  /// The gradient of the logistic function, from that of its result and the result, `output`.
  public func sigmoidGradient(output: Tensor) -> Tensor {
    Tensor.apply(SigmoidGradient(), self, output)
  }
}

struct SigmoidGradient: BinaryOperator {
  func forward(_ a: NDArray, _ b: NDArray) -> NDArray {
    a.combining(.sigmoidGradient, b)
  }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    index == 0
      ? upstream.sigmoidGradient(output: inputs[1]) : upstream * inputs[0] * (1 - 2 * inputs[1])
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    let (g, y) = (inputs[0], inputs[1])
    let one = builder.scalar(1, like: y)
    let slope = builder.append("Mul", [y, builder.append("Sub", [one, y], type: y.type)])
    return builder.append("Mul", [g, slope], type: type)
  }
}
