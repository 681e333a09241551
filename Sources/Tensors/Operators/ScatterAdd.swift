import Arrays
import ONNX

// y = x with each value added at its own place but along an axis, where it is the index given there
// https://onnx.ai/onnx/operators/onnx__ScatterElements.html, versions 16 and 18; before, a product
// with the matrix of where the indices point.

extension Tensor {
  /// This tensor with each of `values` added at its own place but along `axis`, where its int64
  /// index says: `y[indices[i, j], j] += values[i, j]` for axis 0. An index that occurs again adds
  /// again, in row-major order.
  ///
  /// Indices and values have the same shape, with as many axes as this tensor, none longer but
  /// `axis`; indices count from 0.
  public func scatterAdded(axis: Int, at indices: Tensor, _ values: Tensor) -> Tensor {
    Tensor.apply(ScatterAdd(axis: resolved(axis)), [self, indices, values])
  }
}

struct ScatterAdd: Operator {
  let axis: Int

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    let (x, indices) = (inputs[0], inputs[1])
    guard x.count == indices.count, x.indices.contains(axis), inputs[2] == indices,
      x.indices.allSatisfy({ $0 == axis || indices[$0] <= x[$0] })
    else {
      throw ShapeError(
        "values of shape \(inputs[2]) at indices of shape \(indices) along axis \(axis) of \(x)")
    }
    return x
  }

  func forward(_ inputs: InputArrays) -> NDArray {
    inputs[0].scatterAdding(inputs[2], at: inputs[1], axis: axis)
  }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    switch index {
    case 0: upstream
    case 2: upstream.gathered(axis: axis, at: inputs[1])
    default: nil
    }
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    if builder.opset >= 16 {
      return builder.append(
        "ScatterElements", inputs,
        attributes: ["axis": .int(Int64(axis)), "reduction": .string("add")], type: type)
    }
    let count = type.shape.reduce(1, *)
    let places = builder.flatPlaces(of: inputs[1], along: axis, in: type.shape)
    let matrix = builder.equalities(places, to: count, as: type.elementType)
    let sums = builder.append(
      "MatMul", [matrix, builder.flatten(inputs[2])], type: .init(type.elementType, [count]))
    let added = builder.append("Reshape", [sums, builder.constant(type.shape)], type: type)
    return builder.append("Add", [inputs[0], added], type: type)
  }
}
