import Arrays
import ONNX

// Every step-th element of one axis
// https://onnx.ai/onnx/operators/onnx__Slice.html, versions 1, 10, 11 and 13; bounds are inputs from
// 10 on, which are the first to have steps: a Gather of the indices before.

extension Tensor {
  /// The elements of `range` along `axis`, without a copy.
  public func sliced(axis: Int, _ range: Range<Int>) -> Tensor {
    let axis = resolved(axis)
    guard range.lowerBound >= 0, range.upperBound <= shape[axis] else {
      fatalError("Slice: \(range) is outside axis \(axis) of shape \(shape)")
    }
    return Tensor.apply(Slice(axis: axis, range: range), [self])
  }

  /// Every `step`-th element along `axis`, as Python slices: negative bounds count from the end,
  /// bounds outside the axis are moved to its ends, and a negative step walks back.
  ///
  /// - Parameters:
  ///   - axis: The axis.
  ///   - start: The first index; the first element in the direction of the step by default.
  ///   - end: The index to stop before; after the last element by default.
  ///   - step: The distance between indices, not 0.
  public func sliced(axis: Int, from start: Int? = nil, to end: Int? = nil, by step: Int = 1)
    -> Tensor
  {
    let operation = Slice(
      axis: resolved(axis), from: start ?? (step < 0 ? -1 : 0),
      to: end ?? (step < 0 ? .min : .max), step: step)
    return Tensor.apply(operation, [self])
  }
}

struct Slice: Operator {
  let axis: Int
  let from: Int
  let to: Int
  let step: Int

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    var shape = inputs[0]
    guard shape.indices.contains(axis), step != 0 else {
      throw ShapeError("axis \(axis) of shape \(shape) in steps of \(step)")
    }
    shape[axis] = stretch(of: shape[axis]).count
    return shape
  }

  func forward(_ inputs: InputArrays) -> NDArray {
    let (start, count) = stretch(of: inputs[0].shape[axis])
    let view = inputs[0].sliced(
      axis: axis, start: start, count: count, step: count > 1 ? step : 1)
    return step < 0 ? view.contiguous() : view
  }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    let shape = inputs[0].shape
    if step != 1 {
      let indices = Tensor(NDArray(indices(shape[axis]).map { Int64($0) }))
      return upstream.addedUp(axis: axis, at: indices, extent: shape[axis])
    }
    let (start, count) = stretch(of: shape[axis])
    var (before, after) = (shape.map { _ in 0 }, shape.map { _ in 0 })
    before[axis] = start
    after[axis] = shape[axis] - start - count
    return upstream.padded(before: before, after: after)
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    let bounds = [[from], [to], [axis]] + (step == 1 ? [] : [[step]])
    if builder.opset >= 10 {
      return builder.append("Slice", inputs + bounds.map { builder.constant($0) }, type: type)
    }
    if step != 1 {
      let indices = builder.constant(indices(inputs[0].shape[axis]))
      return builder.append(
        "Gather", [inputs[0], indices], attributes: ["axis": .int(Int64(axis))], type: type)
    }
    let attributes = zip(["starts", "ends", "axes"], bounds).map { ($0, Attribute.ints($1)) }
    return builder.append(
      "Slice", inputs, attributes: Dictionary(uniqueKeysWithValues: attributes), type: type)
  }

  /// Where the slice of an axis of this extent starts, and how many elements it has.
  private func stretch(of extent: Int) -> (start: Int, count: Int) {
    let limits = step < 0 ? -1...Swift.max(-1, extent - 1) : 0...extent
    func bounded(_ index: Int) -> Int {
      let fromFront = index < 0 ? index + extent : index
      return Swift.min(Swift.max(fromFront, limits.lowerBound), limits.upperBound)
    }
    let (first, last) = (bounded(from), bounded(to))
    let length = step < 0 ? first - last : last - first
    if length <= 0 { return (0, 0) }
    return (first, Int((length - 1).magnitude / step.magnitude) + 1)
  }

  private func indices(_ extent: Int) -> [Int] {
    let (start, count) = stretch(of: extent)
    return (0..<count).map { start + $0 * step }
  }
}

extension Slice {
  /// The indices of a range, which lies within the axis.
  init(axis: Int, range: Range<Int>) {
    self.init(axis: axis, from: range.lowerBound, to: range.upperBound, step: 1)
  }
}
