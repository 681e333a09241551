import Arrays
import ONNX

// y = max(a, b)
// https://onnx.ai/onnx/operators/onnx__Max.html, versions 6, 8, 12 and 13; 6 does not broadcast, and
// integers are from 12 on.

extension Tensor {
  /// The larger of each pair of elements, broadcast to a common shape; NaN where one is.
  ///
  /// Equal elements share the gradient.
  public static func maximum(_ a: Tensor, _ b: Tensor) -> Tensor { apply(Maximum(), a, b) }

  /// The larger of each element and a number.
  public static func maximum(_ a: Tensor, _ b: Double) -> Tensor {
    maximum(a, Tensor(b, a.dataType))
  }
}

struct Maximum: BinaryOperator {
  func forward(_ a: NDArray, _ b: NDArray) -> NDArray { a.combining(.maximum, b) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    let (own, other) = (inputs[index], inputs[1 - index])
    let shared = Tensor.where(own .== other, upstream * 0.5, upstream)
    return shared.maskedFill(own .< other, with: 0)
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) throws -> GraphBuilder.Value {
    if builder.opset >= 12 || type.isFloatingPoint {
      return builder.extremum("Max", inputs[0], inputs[1], type: type)
    }
    let relation = Comparison(relation: .greater)
    let isFirst = try relation.lower(inputs, to: &builder, type: .init(.bool, type.shape))
    return try builder.select(isFirst, inputs[0], inputs[1], type: type)
  }
}
