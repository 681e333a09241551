import Arrays
import ONNX

// y = 2 / √π ∫₀ˣ exp(−t²) dt
// https://onnx.ai/onnx/operators/onnx__Erf.html, versions 9 and 13.

extension Tensor {
  /// The error function of every element.
  public func erf() -> Tensor { Tensor.apply(Erf(), self) }
}

struct Erf: UnaryOperator {
  func forward(_ x: NDArray) -> NDArray { x.applying(.errorFunction) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    upstream * (2 / Double.pi.squareRoot()) * (-inputs[0].square()).exp()
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) throws -> GraphBuilder.Value {
    if builder.opset < 9 {
      throw LoweringError(operation: "Erf", opset: builder.opset, lowestOpset: 9)
    }
    return builder.append("Erf", inputs)
  }
}
