import Arrays
import ONNX

// y = aᵇ
// https://onnx.ai/onnx/operators/onnx__Pow.html, versions 7, 12, 13 and 15.

extension Tensor {
  /// Each element to the power of another, broadcast to a common shape; NaN for powers of negative
  /// numbers that are not whole.
  public func pow(_ exponent: Tensor) -> Tensor { Tensor.apply(Power(), self, exponent) }

  /// Each element to the power of a number.
  public func pow(_ exponent: Double) -> Tensor { pow(Tensor(exponent, dataType)) }
}

struct Power: BinaryOperator {
  func forward(_ a: NDArray, _ b: NDArray) -> NDArray { a.raised(to: b) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    let (base, exponent) = (inputs[0], inputs[1])
    if index == 0 {
      // x⁰ is constant, at 0 too, where 0 times an infinite power would be NaN.
      let gradient = upstream * exponent * base.pow(exponent - 1)
      return gradient.maskedFill(exponent .== 0, with: 0)
    }
    // So is 0ˣ for x ≥ 0, where the logarithm is infinite.
    let gradient = upstream * output * base.log()
    return gradient.maskedFill((base .== 0) .& (exponent .>= 0), with: 0)
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value { builder.append("Pow", inputs, type: type) }
}
