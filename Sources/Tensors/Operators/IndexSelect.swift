import Arrays
import ONNX

// The parts of x at indices along an axis
// https://onnx.ai/onnx/operators/onnx__Gather.html, versions 1, 11 and 13.

extension Tensor {
  /// The parts of this tensor at int64 `indices` along `axis`, whose place the indices' axes take:
  /// (…, n, …) at (i, j) gives (…, i, j, …).
  ///
  /// Each index counts from 0 and is less than the axis' extent.
  public func indexSelected(axis: Int, at indices: Tensor) -> Tensor {
    Tensor.apply(IndexSelect(axis: resolved(axis)), [self, indices])
  }

  /// The rows of this table (rows, …) at int64 `indices` of any shape: (…) gives (…, row).
  public func embedding(_ indices: Tensor) -> Tensor { indexSelected(axis: 0, at: indices) }
}

struct IndexSelect: Operator {
  let axis: Int

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    guard inputs[0].indices.contains(axis) else {
      throw ShapeError("no axis \(axis) in the shape \(inputs[0])")
    }
    return inputs[0][..<axis] + inputs[1] + inputs[0][(axis + 1)...]
  }

  func forward(_ inputs: InputArrays) -> NDArray { inputs[0].selecting(inputs[1], axis: axis) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    index == 0
      ? upstream.addedUp(axis: axis, at: inputs[1], extent: inputs[0].shape[axis]) : nil
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    builder.append("Gather", inputs, attributes: ["axis": .int(Int64(axis))], type: type)
  }
}
