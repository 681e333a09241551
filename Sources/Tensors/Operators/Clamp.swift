import Arrays
import ONNX

// y = min(max(x, low), high)
// https://onnx.ai/onnx/operators/onnx__Clip.html, versions 6, 11, 12 and 13; the bounds are inputs from 11 on.

extension Tensor {
  /// Every element, raised to `min` where it is less and lowered to `max` where it is greater.
  ///
  /// The gradient passes where an element lies between the bounds, and not on one of them.
  public func clamp(min: Double? = nil, max: Double? = nil) -> Tensor {
    Tensor.apply(Clamp(minimum: min, maximum: max), self)
  }
}

struct Clamp: UnaryOperator {
  let minimum: Double?
  let maximum: Double?

  func forward(_ x: NDArray) -> NDArray {
    x.clamped(minimum: minimum, maximum: maximum)
  }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    let x = inputs[0]
    var isOutside = [Tensor]()
    if let minimum { isOutside.append(x .<= minimum) }
    if let maximum { isOutside.append(x .>= maximum) }
    return isOutside.reduce(upstream) { $0.maskedFill($1, with: 0) }
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    builder.clip(inputs[0], minimum: minimum, maximum: maximum)
  }
}
