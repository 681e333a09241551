import Arrays
import ONNX

// The same elements with further axes of extent 1
// https://onnx.ai/onnx/operators/onnx__Unsqueeze.html, versions 1, 11, 13, 21, 23, 24 and 25; axes
// are an input from 13 on.

extension Tensor {
  /// The same elements with an axis of extent 1 at each of `axes`, which count in the result.
  public func unsqueezed(axes: [Int]) -> Tensor {
    let rank = self.rank + axes.count
    let resolved = axes.map { $0 < 0 ? $0 + rank : $0 }.sorted()
    return axes.isEmpty ? self : Tensor.apply(Unsqueeze(axes: resolved), [self])
  }

  /// The same elements with one more axis, of extent 1, at `axis` of the result.
  public func unsqueezed(axis: Int) -> Tensor { unsqueezed(axes: [axis]) }
}

struct Unsqueeze: Operator {
  let axes: [Int]

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    let rank = inputs[0].count + axes.count
    guard Set(axes).count == axes.count, axes.allSatisfy((0..<rank).contains) else {
      throw ShapeError("\(axes) are no axes to add to the shape \(inputs[0])")
    }
    return extended(inputs[0])
  }

  func forward(_ inputs: InputArrays) -> NDArray { inputs[0].reshaped(extended(inputs[0].shape)) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? { upstream.squeezed(axes: axes) }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value { builder.reshape(by: "Unsqueeze", inputs[0], axes: axes, type: type) }

  private func extended(_ shape: [Int]) -> [Int] {
    var extents = shape.makeIterator()
    return (0..<shape.count + axes.count).map { axes.contains($0) ? 1 : extents.next() ?? 1 }
  }
}
