import Arrays
import ONNX

// The whole tensor repeated along each axis
// https://onnx.ai/onnx/operators/onnx__Tile.html, versions 6 and 13.

extension Tensor {
  /// The whole tensor repeated along each axis; more repeats than axes add leading axes.
  public func tiled(_ repeats: [Int]) -> Tensor {
    let lead = Swift.max(0, repeats.count - rank)
    return Tensor.apply(Tile(repeats: repeats), [unsqueezed(axes: Array(0..<lead))])
  }
}

struct Tile: Operator {
  let repeats: [Int]

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    guard repeats.count == inputs[0].count, repeats.allSatisfy({ $0 >= 0 }) else {
      throw ShapeError("shape \(inputs[0]) cannot be repeated \(repeats) times")
    }
    return zip(repeats, inputs[0]).map { $0 * $1 }
  }

  func forward(_ inputs: InputArrays) -> NDArray { inputs[0].tiled(repeats) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    let parted = zip(repeats, inputs[0].shape).flatMap { [$0, $1] }
    return upstream.reshaped(to: parted).sum(axes: repeats.indices.map { 2 * $0 })
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    builder.append("Tile", [inputs[0], builder.constant(repeats)], type: type)
  }
}
