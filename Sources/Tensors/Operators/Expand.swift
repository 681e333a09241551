import Arrays
import ONNX

// Elements repeated along axes of extent 1 and new leading axes
// https://onnx.ai/onnx/operators/onnx__Expand.html, versions 8 and 13; opset 7 multiplies by ones.

extension Tensor {
  /// Elements repeated along axes of extent 1 and new leading axes, without a copy.
  public func expanded(to shape: [Int]) -> Tensor {
    shape == self.shape ? self : Tensor.apply(Expand(target: shape), [self])
  }
}

struct Expand: Operator {
  let target: [Int]

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    guard NDArray.broadcast(inputs[0], target) == target else {
      throw ShapeError("shape \(inputs[0]) cannot be expanded to \(target)")
    }
    return target
  }

  func forward(_ inputs: InputArrays) -> NDArray { inputs[0].expanded(to: target) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? { upstream }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    if builder.opset < 8 {
      let one = builder.scalar(1, like: inputs[0])
      let ones = TensorValue(
        elementType: type.elementType, shape: target,
        bytes: Array(repeatElement(builder.bytes(of: one), count: target.reduce(1, *)).joined()))
      return builder.append("Mul", [inputs[0], builder.constant(ones)], type: type)
    }
    // 1 keeps the input's extent, so that an axis kept as it is may be dynamic.
    let lead = target.count - inputs[0].shape.count
    let extents = target.enumerated().map {
      $0 >= lead && inputs[0].shape[$0 - lead] == $1 ? 1 : $1
    }
    return builder.append("Expand", [inputs[0], builder.constant(extents)], type: type)
  }
}
