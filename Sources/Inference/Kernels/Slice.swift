import Arrays
import ONNX

/// Stretches of axes: <https://onnx.ai/onnx/operators/onnx__Slice.html>.
struct SliceKernel: Kernel {
  /// Where the stretches come from.
  enum Form: Sendable {
    /// From attributes, without steps.
    case attributes
    /// From inputs.
    case inputs
  }

  static let operatorType = "Slice"
  static let versions: [Int: Form] = [1: .attributes, 10: .inputs, 11: .inputs, 13: .inputs]

  /// The stretch of one axis: `count` elements from `start`, each `step` after the last.
  struct Stretch {
    let axis: Int
    let start: Int
    let count: Int
    let step: Int
  }

  private let attributes: (starts: [Int], ends: [Int], axes: [Int]?)?

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    switch form {
    case .attributes:
      try node.requireInputs(1...1)
      attributes = (
        try node.requiredInts("starts"), try node.requiredInts("ends"), try node.ints("axes")
      )
    case .inputs:
      try node.requireInputs(3...5)
      attributes = nil
    }
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    guard let shape = x.shape else { return [ValueType(x.dataType, nil)] }
    for index in inputs.indices.dropFirst() {
      try inputs.optional(index)?.dataType.requireIndex()
    }
    let isKnown = inputs.dropFirst().allSatisfy { $0?.value != nil || $0 == nil }
    guard isKnown else {
      return [ValueType(x.dataType, Array(repeating: .unknown, count: shape.count))]
    }
    var result = shape
    let limits = try limits(inputs.map { $0?.value }, rank: shape.count)
    for limit in limits {
      guard case .fixed(let extent) = shape[limit.axis] else {
        result[limit.axis] = .unknown
        continue
      }
      result[limit.axis] = .fixed(limit.stretch(of: extent).count)
    }
    return [ValueType(x.dataType, result)]
  }

  /// What is asked of one axis.
  private struct Limit {
    let axis: Int
    let start: Int
    let end: Int
    let step: Int

    /// The stretch of an axis of this extent: limits outside it are moved to its ends.
    func stretch(of extent: Int) -> Stretch {
      func fromFront(_ index: Int) -> Int { index < 0 ? index + extent : index }
      if step > 0 {
        let first = min(max(fromFront(start), 0), extent)
        let last = min(max(fromFront(end), 0), extent)
        let count = last <= first ? 0 : (last - first - 1) / step + 1
        return Stretch(axis: axis, start: first, count: count, step: step)
      }
      let first = min(max(fromFront(start), -1), extent - 1)
      let last = min(max(fromFront(end), -1), extent - 1)
      let count = last >= first ? 0 : (first - last - 1) / -max(step, -Int.max) + 1
      return Stretch(axis: axis, start: max(first, 0), count: count, step: step)
    }
  }

  private func limits(_ inputs: [NDArray?], rank: Int) throws(InferenceProblem) -> [Limit] {
    let starts: [Int]
    let ends: [Int]
    var axes: [Int]?
    var steps: [Int]?
    if let attributes {
      (starts, ends, axes) = attributes
    } else {
      starts = integerElements(try inputs.required(1))
      ends = integerElements(try inputs.required(2))
      axes = inputs.optional(3).map(integerElements)
      steps = inputs.optional(4).map(integerElements)
    }
    let chosen = try resolveAxes(axes ?? Array(starts.indices), rank: rank)
    guard ends.count == starts.count, chosen.count == starts.count,
      (steps?.count ?? starts.count) == starts.count
    else { throw .invalidValue("starts, ends, axes and steps of different lengths") }
    if steps?.contains(0) == true { throw .invalidValue("a step of 0") }
    return starts.indices.map {
      Limit(axis: chosen[$0], start: starts[$0], end: ends[$0], step: steps?[$0] ?? 1)
    }
  }

  private func stretches(
    _ inputs: [NDArray?], _ shape: [Int]
  ) throws(InferenceProblem) -> [Stretch] {
    try limits(inputs, rank: shape.count).map { $0.stretch(of: shape[$0.axis]) }
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    var result = try inputs.required(0)
    for stretch in try stretches(inputs, result.shape) {
      // A stretch of one element steps nowhere; its step may be too large to count with.
      result = result.sliced(
        axis: stretch.axis, start: stretch.start, count: stretch.count,
        step: stretch.count <= 1 ? 1 : stretch.step)
    }
    return [result]
  }

  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    guard let input = node.input(0), let (output, shape) = node.output,
      let extents = node.shape(0)
    else { return false }
    let constants = node.operation.inputs.indices.map { node.inputType($0)?.value }
    var strides = rowMajorStrides(extents)
    var source = try plan.source(input)
    for stretch in try stretches(constants, extents) where stretch.count > 0 {
      source.offset += stretch.start * strides[stretch.axis]
      strides[stretch.axis] *= stretch.count == 1 ? 1 : stretch.step
    }
    plan.gather(shape, strides: strides, from: source, to: plan.target(output, shape))
    return true
  }
}
