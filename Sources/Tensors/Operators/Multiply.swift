import Arrays
import ONNX

// y = a b
// https://onnx.ai/onnx/operators/onnx__Mul.html, versions 7, 13 and 14.

extension Tensor {
  /// The product, element by element, broadcast to a common shape.
  public static func * (a: Tensor, b: Tensor) -> Tensor { apply(Multiply(), a, b) }

  /// The product, with one number.
  public static func * (a: Tensor, b: Double) -> Tensor { a * Tensor(b, a.dataType) }

  /// The product, with one number.
  public static func * (a: Double, b: Tensor) -> Tensor { Tensor(a, b.dataType) * b }
}

struct Multiply: BinaryOperator {
  func forward(_ a: NDArray, _ b: NDArray) -> NDArray { a.combining(.multiply, b) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    upstream * inputs[1 - index]
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value { builder.append("Mul", inputs, type: type) }
}
