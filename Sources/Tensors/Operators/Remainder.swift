import Arrays
import ONNX

// y = a − b ⌊a / b⌋
// https://onnx.ai/onnx/operators/onnx__Mod.html, versions 10 and 13; of floating-point numbers it
// gives the remainder with the sign of a.

extension Tensor {
  /// The remainder of each quotient, with the sign of the divisor, as Python's `%`; broadcast to a
  /// common shape.
  public func remainder(_ divisor: Tensor) -> Tensor { Tensor.apply(Remainder(), self, divisor) }

  /// The remainder of each element divided by a number, with the number's sign.
  public func remainder(_ divisor: Double) -> Tensor { remainder(Tensor(divisor, dataType)) }
}

struct Remainder: BinaryOperator {
  func forward(_ a: NDArray, _ b: NDArray) -> NDArray { a.combining(.remainder, b) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    index == 0 ? upstream : -upstream * (inputs[0] / inputs[1]).floor()
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) throws -> GraphBuilder.Value {
    if builder.opset < 10 {
      throw LoweringError(operation: "Remainder", opset: builder.opset, lowestOpset: 10)
    }
    if !type.isFloatingPoint { return builder.append("Mod", inputs, type: type) }
    let rest = builder.append("Mod", inputs, attributes: ["fmod": .int(1)], type: type)
    // A remainder whose sign is not the divisor's moves by one divisor.
    let zero = builder.scalar(0, like: rest)
    let differs = [("Less", "Greater"), ("Greater", "Less")].map { first, second in
      let sign = builder.append(first, [rest, zero], type: .init(.bool, type.shape))
      let other = builder.append(second, [inputs[1], zero], type: .init(.bool, inputs[1].shape))
      return builder.append("And", [sign, other], type: .init(.bool, type.shape))
    }
    let move = try builder.select(
      builder.append("Or", differs), inputs[1], zero, type: type)
    return builder.append("Add", [rest, move], type: type)
  }
}
