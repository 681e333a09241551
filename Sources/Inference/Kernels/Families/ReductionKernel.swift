import Arrays
import Executing
import ONNX

/// Where a reduction's axes come from, and what an empty list of them means.
enum ReductionForm: Sendable {
  /// From the attribute `axes`.
  case attribute
  /// From the second input; `noop_with_empty_axes` says that none means none, rather than all.
  case input
  /// The same, for floating-point numbers only.
  case floatingPointInput
}

/// The attributes of a reduction.
struct ReductionAxes: Sendable {
  let form: ReductionForm
  private let list: AxisList
  private let keepsAxes: Bool
  private let emptyMeansNone: Bool

  init(_ form: ReductionForm, _ node: inout NodeReader) throws(InferenceProblem) {
    self.form = form
    list = try AxisList(form == .attribute ? .attribute : .input, &node, isRequired: false)
    keepsAxes = try node.flag("keepdims", default: true)
    emptyMeansNone = form != .attribute ? try node.flag("noop_with_empty_axes") : false
  }

  /// The axes to reduce; nil where they are not known yet.
  func axes(_ inputs: [ValueType?], rank: Int) throws(InferenceProblem) -> [Int]? {
    let axes: [Int]
    switch try list.known(inputs) {
    case .absent: axes = []
    case .unknown: return nil
    case .axes(let given): axes = given
    }
    if axes.isEmpty { return emptyMeansNone ? [] : Array(0..<rank) }
    return try resolveAxes(axes, rank: rank).sorted()
  }

  /// The shape of the result, as far as it is known.
  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [Dimension]? {
    guard let shape = try inputs.required(0).shape else { return nil }
    guard let axes = try axes(inputs, rank: shape.count) else {
      return keepsAxes ? Array(repeating: .unknown, count: shape.count) : nil
    }
    return shape.indices.compactMap {
      axes.contains($0) ? (keepsAxes ? .fixed(1) : nil) : shape[$0]
    }
  }
}

/// An operator that reduces axes to one number each.
protocol ReductionKernel: Kernel where Form == ReductionForm {
  /// What is done to the elements.
  static var steps: ReductionSteps { get }

  init(axes: ReductionAxes)
  var axes: ReductionAxes { get }
}

extension ReductionKernel {
  init(_ form: ReductionForm, _ node: inout NodeReader) throws(InferenceProblem) {
    self.init(axes: try ReductionAxes(form, &node))
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    if axes.form == .floatingPointInput {
      try x.dataType.requireFloatingPoint()
    } else if !(x.dataType == .bool && Self.steps.takesBooleans) {
      try x.dataType.requireNumber()
    }
    return [ValueType(x.dataType, try axes.infer(inputs))]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    let types = inputs.map { $0.map { ValueType(constant: $0) } }
    let reduced = try axes.axes(types, rank: x.rank) ?? []
    guard let shape = try axes.infer(types).flatMap(fixedExtents) else {
      throw .invalidValue("the axes are not known")
    }
    return [try Self.steps.apply(to: x, axes: reduced).reshaped(shape)]
  }

  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    guard let reduction = Self.steps.instruction, let input = node.input(0),
      let (output, shape) = node.output, let extents = node.shape(0), !extents.contains(0),
      let axes = try axes.axes(
        node.operation.inputs.indices.map { node.inputType($0) }, rank: extents.count)
    else { return false }
    let (before, after) = (Self.steps.before?.operation, Self.steps.after?.operation)
    if axes.isEmpty {
      guard before == nil, after == nil else { return false }
      try plan.alias(output, to: input)
      return true
    }
    var source = try plan.source(input)
    if let before {
      let count = extents.reduce(1, *)
      let place = plan.scratch(count)
      plan.emit(.unary(before, count: count, source: source, target: place))
      source = place
    }
    let target = plan.target(output, shape)
    plan.reduce(reduction, extents, axes, from: source, to: target)
    if let after {
      plan.emit(.unary(after, count: shape.reduce(1, *), source: target, target: target))
    }
    return true
  }
}

extension PlanBuilder {
  /// Reduces axes of an array in row-major order, none of whose extents is 0.
  fileprivate mutating func reduce(
    _ reduction: Reduction, _ shape: [Int], _ axes: [Int], from source: Plan.Operand,
    to target: Plan.Operand
  ) {
    let kept = shape.indices.filter { !axes.contains($0) }
    let columns = axes.reduce(1) { $0 * shape[$1] }
    let rows = kept.reduce(1) { $0 * shape[$1] }
    if axes == Array(axes.indices), !kept.isEmpty, reduction != .maximum {
      emit(
        .addRows(
          isMean: reduction == .mean, rows: columns, columns: rows, source: source, target: target))
      return
    }
    var rowsSource = source
    let order = kept + axes
    if order != Array(shape.indices) {
      let strides = rowMajorStrides(shape)
      rowsSource = scratch(rows * columns)
      gather(
        order.map { shape[$0] }, strides: order.map { strides[$0] }, from: source, to: rowsSource)
    }
    emit(
      .reduceRows(reduction, rows: rows, columns: columns, source: rowsSource, target: target))
  }
}
