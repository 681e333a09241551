import Arrays
import Executing
import ONNX

/// Arrays one after the other along an axis: <https://onnx.ai/onnx/operators/onnx__Concat.html>.
struct ConcatKernel: Kernel {
  /// Whether the axis may be left out.
  enum Form: Sendable {
    /// It is 1 by default.
    case defaultAxis
    /// It must be given.
    case requiredAxis
  }

  static let operatorType = "Concat"
  static let versions: [Int: Form] = [
    1: .defaultAxis, 4: .requiredAxis, 11: .requiredAxis, 13: .requiredAxis,
  ]

  private let axis: Int

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...Int.max)
    axis = form == .defaultAxis ? try node.int("axis") ?? 1 : try node.requiredInt("axis")
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let first = try inputs.required(0)
    var result = first.shape
    for index in inputs.indices.dropFirst() {
      let input = try inputs.required(index)
      try input.dataType.require(first.dataType)
      guard let known = result, let shape = input.shape else {
        result = nil
        continue
      }
      let axis = try resolveAxis(axis, rank: known.count)
      guard shape.count == known.count,
        shape.indices.allSatisfy({ $0 == axis || agree(known[$0], shape[$0]) })
      else {
        throw .shapeMismatch("\(shapeText(known)) and \(shapeText(shape)) do not join")
      }
      result = try Self.join(known, shape, axis)
    }
    if let result { _ = try resolveAxis(axis, rank: result.count) }
    return [ValueType(first.dataType, result)]
  }

  private static func join(
    _ a: [Dimension], _ b: [Dimension], _ axis: Int
  ) throws(InferenceProblem) -> [Dimension] {
    var shape = zip(a, b).map { first, second in
      if case .fixed = first { first } else { second }
    }
    if case .fixed(let x) = a[axis], case .fixed(let y) = b[axis] {
      let sum = x.addingReportingOverflow(y)
      if sum.overflow { throw .tooLarge(shape: "\(shapeText(a)) and \(shapeText(b))") }
      shape[axis] = .fixed(sum.partialValue)
    } else {
      shape[axis] = .unknown
    }
    return shape
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let arrays = inputs.compactMap { $0 }
    let axis = try resolveAxis(axis, rank: try inputs.required(0).rank)
    return [NDArray.concatenate(arrays, axis: axis)]
  }

  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    guard let (output, shape) = node.output else { return false }
    let axis = try resolveAxis(axis, rank: shape.count)
    var sources: [(operand: Plan.Operand, shape: [Int])] = []
    for (index, value) in node.presentInputs.enumerated() {
      guard let extents = node.shape(index) else { return false }
      sources.append((try plan.source(value), extents))
    }
    let strides = rowMajorStrides(shape)
    var target = plan.target(output, shape)
    for (operand, extents) in sources {
      plan.copy(extents, from: operand, rowMajorStrides(extents), to: target, strides)
      target.offset += extents[axis] * strides[axis]
    }
    return true
  }
}
