import Arrays
import ONNX

// The inputs one after the other along an axis
// https://onnx.ai/onnx/operators/onnx__Concat.html, versions 4, 11 and 13.

extension Tensor {
  /// The tensors one after the other along `axis`; all other extents are equal.
  public static func concatenate(_ tensors: [Tensor], axis: Int) -> Tensor {
    guard let first = tensors.first else { fatalError("concatenating no tensors") }
    return apply(Concatenate(axis: first.resolved(axis)), tensors)
  }
}

struct Concatenate: Operator {
  let axis: Int

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    guard let shape = NDArray.concatenatedShape(Array(inputs), axis: axis) else {
      throw ShapeError("shapes \(inputs) do not join at axis \(axis)")
    }
    return shape
  }

  func forward(_ inputs: InputArrays) -> NDArray { NDArray.concatenate(Array(inputs), axis: axis) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    let start = inputs[..<index].reduce(0) { $0 + $1.shape[axis] }
    return upstream.sliced(axis: axis, start..<start + inputs[index].shape[axis])
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    builder.append("Concat", inputs, attributes: ["axis": .int(Int64(axis))], type: type)
  }
}
