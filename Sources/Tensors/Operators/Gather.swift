import Arrays
import ONNX

// y at a place = x at the same place but along an axis, where it is the index given there
// https://onnx.ai/onnx/operators/onnx__GatherElements.html, versions 11 and 13; before, a Gather from
// all elements in one axis.

extension Tensor {
  /// For each of the int64 `indices`, the element at its own place but along `axis`, where it is the
  /// index: `y[i, j] = x[indices[i, j], j]` for axis 0.
  ///
  /// The indices have as many axes as this tensor, none longer but `axis`, and count from 0.
  public func gathered(axis: Int, at indices: Tensor) -> Tensor {
    Tensor.apply(Gather(axis: resolved(axis)), [self, indices])
  }
}

struct Gather: Operator {
  let axis: Int

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    let (x, indices) = (inputs[0], inputs[1])
    guard x.count == indices.count, x.indices.contains(axis),
      x.indices.allSatisfy({ $0 == axis || indices[$0] <= x[$0] })
    else { throw ShapeError("indices of shape \(indices) along axis \(axis) of shape \(x)") }
    return indices
  }

  func forward(_ inputs: InputArrays) -> NDArray { inputs[0].gathering(inputs[1], axis: axis) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    let zeros = Tensor.zeros(inputs[0].shape, upstream.dataType)
    return index == 0 ? zeros.scatterAdded(axis: axis, at: inputs[1], upstream) : nil
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    if builder.opset >= 11 {
      return builder.append(
        "GatherElements", inputs, attributes: ["axis": .int(Int64(axis))], type: type)
    }
    let places = builder.flatPlaces(of: inputs[1], along: axis, in: inputs[0].shape)
    let elements = builder.append(
      "Gather", [builder.flatten(inputs[0]), places], attributes: ["axis": .int(0)],
      type: .init(type.elementType, places.shape))
    return builder.append("Reshape", [elements, builder.constant(type.shape)], type: type)
  }
}
