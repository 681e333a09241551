import Arrays
import ONNX

// y = the index of the largest or smallest x along an axis, as int64
// https://onnx.ai/onnx/operators/onnx__ArgMax.html and ArgMin, versions 1, 11, 12 and 13.

extension Tensor {
  /// Where the largest element along `axis` is, as an int64 index: the first of equal ones, and a
  /// NaN before any number. Without an axis, the index counts all elements in row-major order.
  public func argMax(axis: Int? = nil, keepingAxis: Bool = false) -> Tensor {
    extremumIndex(true, axis, keepingAxis)
  }

  /// Where the smallest element along `axis` is, as an int64 index: the first of equal ones, and a
  /// NaN before any number. Without an axis, the index counts all elements in row-major order.
  public func argMin(axis: Int? = nil, keepingAxis: Bool = false) -> Tensor {
    extremumIndex(false, axis, keepingAxis)
  }

  private func extremumIndex(_ isLargest: Bool, _ axis: Int?, _ keepingAxis: Bool) -> Tensor {
    if let axis {
      let operation = ExtremumIndex(
        isLargest: isLargest, axis: resolved(axis), keepingAxis: keepingAxis)
      return Tensor.apply(operation, [self])
    }
    let index = reshaped(to: [count]).extremumIndex(isLargest, 0, false)
    return keepingAxis ? index.reshaped(to: shape.map { _ in 1 }) : index
  }
}

struct ExtremumIndex: Operator {
  let isLargest: Bool
  let axis: Int
  let keepingAxis: Bool

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    let shape = try reducedShape(inputs[0], [axis], keepingAxis)
    guard inputs[0][axis] > 0 else {
      throw ShapeError("shape \(inputs[0]) has no elements along axis \(axis)")
    }
    return shape
  }

  func forward(_ inputs: InputArrays) -> NDArray {
    let index = isLargest ? inputs[0].argMax(axis: axis) : inputs[0].argMin(axis: axis)
    return index.reshaped(inputs[0].reducedShape([axis], keepingAxis))
  }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? { nil }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    builder.append(
      isLargest ? "ArgMax" : "ArgMin", inputs,
      attributes: ["axis": .int(Int64(axis)), "keepdims": .int(keepingAxis ? 1 : 0)], type: type)
  }
}
