import Arrays
import ONNX

// g (1 − y²)
// https://onnx.ai/onnx/operators/onnx__Mul.html, versions 7, 13 and 14; likewise Sub.

extension Tensor {
  /// The gradient of the hyperbolic tangent, from that of its result and the result, `output`.
  public func tanhGradient(output: Tensor) -> Tensor {
    Tensor.apply(TanhGradient(), self, output)
  }
}

struct TanhGradient: BinaryOperator {
  func forward(_ a: NDArray, _ b: NDArray) -> NDArray { a.combining(.tanhGradient, b) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    index == 0
      ? upstream.tanhGradient(output: inputs[1]) : upstream * inputs[0] * inputs[1] * -2
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    let (g, y) = (inputs[0], inputs[1])
    let one = builder.scalar(1, like: y)
    let square = builder.append("Mul", [y, y])
    return builder.append("Mul", [g, builder.append("Sub", [one, square])], type: type)
  }
}
