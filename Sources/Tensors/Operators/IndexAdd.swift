import Arrays
import ONNX

// y with parts of x added up at indices along an axis: the adjoint of IndexSelect
// No ONNX operator: a product with the matrix of where the indices point.

extension Tensor {
  /// This tensor with the parts of `values` added at int64 `indices` along `axis`: (…, n, …) with
  /// values (…, i, j, …) at indices (i, j). An index that occurs again adds again, in row-major
  /// order.
  public func indexAdded(axis: Int, at indices: Tensor, _ values: Tensor) -> Tensor {
    let axis = resolved(axis)
    return self + values.addedUp(axis: axis, at: indices, extent: shape[axis])
  }

  /// The parts of this tensor added up at `indices`, in one axis of `extent` in place of theirs.
  func addedUp(axis: Int, at indices: Tensor, extent: Int) -> Tensor {
    Tensor.apply(IndexAdd(axis: axis, extent: extent), [self, indices])
  }
}

struct IndexAdd: Operator {
  let axis: Int
  let extent: Int

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    let (values, indices) = (inputs[0], inputs[1])
    guard values.count >= axis + indices.count,
      Array(values[axis..<axis + indices.count]) == indices
    else {
      throw ShapeError("values of shape \(values) at axis \(axis) and indices of shape \(indices)")
    }
    return values[..<axis] + [extent] + values[(axis + indices.count)...]
  }

  func forward(_ inputs: InputArrays) -> NDArray {
    inputs[0].adding(at: inputs[1], axis: axis, extent: extent)
  }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? { index == 0 ? upstream.indexSelected(axis: axis, at: inputs[1]) : nil }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    let element = type.elementType
    let (outer, inner) = (type.shape[..<axis], type.shape[(axis + 1)...])
    let matrix = builder.equalities(builder.flatten(inputs[1]), to: extent, as: element)
    let rows = [outer.reduce(1, *), inputs[1].shape.reduce(1, *), inner.reduce(1, *)]
    let values = builder.append(
      "Reshape", [inputs[0], builder.constant(rows)], type: .init(element, rows))
    let sums = builder.append(
      "MatMul", [matrix, values], type: .init(element, [rows[0], extent, rows[2]]))
    return builder.append("Reshape", [sums, builder.constant(type.shape)], type: type)
  }
}
