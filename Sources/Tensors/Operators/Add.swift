import Arrays
import ONNX

// y = a + b
// https://onnx.ai/onnx/operators/onnx__Add.html, versions 7, 13 and 14.

extension Tensor {
  /// The sum, element by element, broadcast to a common shape.
  public static func + (a: Tensor, b: Tensor) -> Tensor { apply(Add(), a, b) }

  /// The sum, with one number.
  public static func + (a: Tensor, b: Double) -> Tensor { a + Tensor(b, a.dataType) }

  /// The sum, with one number.
  public static func + (a: Double, b: Tensor) -> Tensor { Tensor(a, b.dataType) + b }
}

struct Add: BinaryOperator {
  func forward(_ a: NDArray, _ b: NDArray) -> NDArray { a.combining(.add, b) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    upstream
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value { builder.append("Add", inputs, type: type) }
}
