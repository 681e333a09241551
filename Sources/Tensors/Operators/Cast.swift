import Arrays
import ONNX

// The same values as another element type
// https://onnx.ai/onnx/operators/onnx__Cast.html, versions 6, 9, 13, 19, 21, 23, 24 and 25.

extension Tensor {
  /// The same values as another type, rounded towards zero and saturated for integers; booleans
  /// become 0 and 1, and numbers become whether they are not 0. Only casts between floating-point
  /// types have gradients.
  public func cast(to dataType: DataType) -> Tensor {
    dataType == self.dataType ? self : Tensor.apply(Cast(target: dataType), self)
  }
}

struct Cast: UnaryOperator {
  let target: DataType

  func forward(_ x: NDArray) -> NDArray { x.cast(to: target) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    let isDifferentiable = target.isFloatingPoint && inputs[0].dataType.isFloatingPoint
    return isDifferentiable ? upstream.cast(to: inputs[0].dataType) : nil
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value { builder.cast(inputs[0], to: type.elementType) }
}
