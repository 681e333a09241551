import Arrays
import ONNX

// The same elements without some axes of extent 1
// https://onnx.ai/onnx/operators/onnx__Squeeze.html, versions 1, 11, 13, 21, 23, 24 and 25; axes are
// an input from 13 on.

extension Tensor {
  /// The same elements without `axes`, each of extent 1; without all of extent 1 by default.
  public func squeezed(axes: [Int]? = nil) -> Tensor {
    let axes = axes?.map(resolved).sorted() ?? shape.indices.filter { shape[$0] == 1 }
    return axes.isEmpty ? self : Tensor.apply(Squeeze(axes: axes), [self])
  }
}

struct Squeeze: Operator {
  let axes: [Int]

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    guard axes.allSatisfy({ inputs[0][$0] == 1 }) else {
      throw ShapeError("the axes \(axes) of shape \(inputs[0]) are not all of extent 1")
    }
    return try reducedShape(inputs[0], axes, false)
  }

  func forward(_ inputs: InputArrays) -> NDArray {
    inputs[0].reshaped(inputs[0].reducedShape(axes, false))
  }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? { upstream.unsqueezed(axes: axes) }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value { builder.reshape(by: "Squeeze", inputs[0], axes: axes, type: type) }
}
