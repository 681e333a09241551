import Arrays
import ONNX

// y = a / b
// https://onnx.ai/onnx/operators/onnx__Div.html, versions 7, 13 and 14.

extension Tensor {
  /// The quotient, element by element, broadcast to a common shape.
  public static func / (a: Tensor, b: Tensor) -> Tensor { apply(Divide(), a, b) }

  /// The quotient, with one number.
  public static func / (a: Tensor, b: Double) -> Tensor { a / Tensor(b, a.dataType) }

  /// The quotient, with one number.
  public static func / (a: Double, b: Tensor) -> Tensor { Tensor(a, b.dataType) / b }
}

struct Divide: BinaryOperator {
  func forward(_ a: NDArray, _ b: NDArray) -> NDArray { a.combining(.divide, b) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    index == 0 ? upstream / inputs[1] : -upstream * output / inputs[1]
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value { builder.append("Div", inputs, type: type) }
}
