import Arrays
import ONNX

// y = a − b
// https://onnx.ai/onnx/operators/onnx__Sub.html, versions 7, 13 and 14.

extension Tensor {
  /// The difference, element by element, broadcast to a common shape.
  public static func - (a: Tensor, b: Tensor) -> Tensor { apply(Subtract(), a, b) }

  /// The difference, with one number.
  public static func - (a: Tensor, b: Double) -> Tensor { a - Tensor(b, a.dataType) }

  /// The difference, with one number.
  public static func - (a: Double, b: Tensor) -> Tensor { Tensor(a, b.dataType) - b }
}

struct Subtract: BinaryOperator {
  func forward(_ a: NDArray, _ b: NDArray) -> NDArray { a.combining(.subtract, b) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    index == 0 ? upstream : -upstream
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value { builder.append("Sub", inputs, type: type) }
}
