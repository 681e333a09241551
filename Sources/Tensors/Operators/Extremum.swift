import Arrays
import ONNX

// y = max x or min x over axes
// https://onnx.ai/onnx/operators/onnx__ReduceMax.html and ReduceMin, versions 1, 11, 12, 13, 18 and
// 20; axes are an input from 18 on.

extension Tensor {
  /// The largest element over `axes` (all by default), which keep extent 1 when `keepingAxes`; NaN
  /// where one is. Equal ones share the gradient equally.
  public func max(axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    extremum(true, axes, keepingAxes)
  }

  /// The smallest element over `axes` (all by default), which keep extent 1 when `keepingAxes`; NaN
  /// where one is. Equal ones share the gradient equally.
  public func min(axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    extremum(false, axes, keepingAxes)
  }

  /// The largest element along `axis`, and where it is as an int64 index: the first of equal ones,
  /// which alone gets the gradient.
  public func max(axis: Int, keepingAxis: Bool = false) -> (values: Tensor, indices: Tensor) {
    let values = Extremum(
      isLargest: true, axes: [resolved(axis)], keepingAxes: keepingAxis, gradientIsShared: false)
    return (Tensor.apply(values, [self]), argMax(axis: axis, keepingAxis: keepingAxis))
  }

  /// The smallest element along `axis`, and where it is as an int64 index: the first of equal ones,
  /// which alone gets the gradient.
  public func min(axis: Int, keepingAxis: Bool = false) -> (values: Tensor, indices: Tensor) {
    let values = Extremum(
      isLargest: false, axes: [resolved(axis)], keepingAxes: keepingAxis, gradientIsShared: false)
    return (Tensor.apply(values, [self]), argMin(axis: axis, keepingAxis: keepingAxis))
  }

  private func extremum(_ isLargest: Bool, _ axes: [Int]?, _ keepingAxes: Bool) -> Tensor {
    let axes = axes?.map(resolved).sorted() ?? Array(shape.indices)
    let extremum = Extremum(
      isLargest: isLargest, axes: axes, keepingAxes: keepingAxes, gradientIsShared: true)
    return axes.isEmpty ? self : Tensor.apply(extremum, [self])
  }
}

struct Extremum: Operator {
  let isLargest: Bool
  let axes: [Int]
  let keepingAxes: Bool
  /// Whether equal elements share the gradient; otherwise the first along the only axis has it.
  let gradientIsShared: Bool

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    let shape = try reducedShape(inputs[0], axes, keepingAxes)
    guard axes.allSatisfy({ inputs[0][$0] > 0 }) else {
      throw ShapeError("shape \(inputs[0]) has no elements along the axes \(axes)")
    }
    return shape
  }

  func forward(_ inputs: InputArrays) -> NDArray {
    isLargest
      ? inputs[0].max(axes: axes, keepingAxes: keepingAxes)
      : inputs[0].min(axes: axes, keepingAxes: keepingAxes)
  }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    let kept = inputs[0].array.reducedShape(axes, true)
    let shares = gradientIsShared ? sharedParts(inputs[0], output) : firstParts(inputs[0])
    return upstream.reshaped(to: kept) * shares
  }

  /// For each element, the part of the gradient that it gets: one for all that are equal to the
  /// extremum, divided among them.
  private func sharedParts(_ x: Tensor, _ y: Tensor) -> Tensor {
    let extremum = y.array.reshaped(x.array.reducedShape(axes, true))
    let isEqual = x.array.equalities(with: extremum)
    let count = isEqual.sum(axes: axes, keepingAxes: true)
    return Tensor(isEqual.combining(.divide, count))
  }

  /// 1 for the first extremum along the axis, 0 for the rest.
  private func firstParts(_ x: Tensor) -> Tensor {
    let axis = axes[0]
    let places = isLargest ? x.array.argMax(axis: axis) : x.array.argMin(axis: axis)
    let hot = places.oneHot(depth: x.shape[axis], x.dataType)
    return Tensor(hot).permuted(Array(0..<axis) + [x.rank - 1] + Array(axis..<x.rank - 1))
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    builder.reduce(
      isLargest ? "ReduceMax" : "ReduceMin", inputs[0], axes, keepingAxes, axesAreInputFrom: 18,
      type: type)
  }
}
