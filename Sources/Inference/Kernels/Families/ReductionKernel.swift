import Arrays
import Executing
import ONNX

/// Where a reduction's axes come from, and what an empty list of them means.
enum ReductionForm: Sendable {
  /// From the attribute `axes`.
  case attribute
  /// From the second input; `noop_with_empty_axes` says that none means none, rather than all.
  case input
}

/// The attributes of a reduction.
struct ReductionAxes: Sendable {
  private let list: AxisList
  private let keepsAxes: Bool
  private let emptyMeansNone: Bool

  init(_ form: ReductionForm, _ node: inout NodeReader) throws(InferenceProblem) {
    list = try AxisList(form == .attribute ? .attribute : .input, &node, isRequired: false)
    keepsAxes = try node.flag("keepdims", default: true)
    emptyMeansNone = form == .input ? try node.flag("noop_with_empty_axes") : false
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
  /// The reduction in plans.
  static var reduction: Reduction { get }

  init(axes: ReductionAxes)
  var axes: ReductionAxes { get }
}

extension ReductionKernel {
  init(_ form: ReductionForm, _ node: inout NodeReader) throws(InferenceProblem) {
    self.init(axes: try ReductionAxes(form, &node))
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    if !(x.dataType == .bool && Self.reduction == .maximum) { try x.dataType.requireNumber() }
    return [ValueType(x.dataType, try axes.infer(inputs))]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    let types = inputs.map { $0.map { ValueType(constant: $0) } }
    let reduced = try axes.axes(types, rank: x.rank) ?? []
    guard let shape = try axes.infer(types).flatMap(fixedExtents) else {
      throw .invalidValue("the axes are not known")
    }
    if reduced.isEmpty { return [x] }
    let isEmpty = reduced.contains { x.shape[$0] == 0 }
    if x.dataType.isFloatingPoint && !isEmpty {
      return [reduceNumbers(x, reduced).reshaped(shape)]
    }
    if x.dataType == .bool {
      return [try reduceRows(x.cast(to: .uint8), reduced, shape).cast(to: .bool)]
    }
    return [try reduceRows(x, reduced, shape)]
  }

  private func reduceNumbers(_ x: NDArray, _ axes: [Int]) -> NDArray {
    switch Self.reduction {
    case .sum: return x.sum(axes: axes)
    case .maximum: return x.max(axes: axes)
    case .mean:
      let count = axes.reduce(1.0) { $0 * Double(x.shape[$1]) }
      return x.sum(axes: axes).combining(
        .divide, NDArray(scalar: count).cast(to: x.dataType))
    }
  }

  /// Reduces integers, and axes without elements: a sum of nothing is 0, the largest of nothing the
  /// type's lowest value.
  private func reduceRows(
    _ x: NDArray, _ axes: [Int], _ shape: [Int]
  ) throws(InferenceProblem) -> NDArray {
    let kept = x.shape.indices.filter { !axes.contains($0) }
    let moved = x.permuted(kept + axes)
    let length = axes.reduce(1) { $0 * x.shape[$1] }
    func run<T: Number>(_ type: T.Type) -> NDArray {
      moved.withScalars(of: type) { source in
        NDArray(shape: shape, of: type) { target in
          for row in target.indices {
            target[row] = Self.reduce(source[(row * length)..<((row + 1) * length)])
          }
        }
      }
    }
    return run(try x.dataType.number())
  }

  private static func reduce<T: Number>(_ row: Slice<UnsafeBufferPointer<T>>) -> T {
    switch reduction {
    case .maximum: row.reduce(T.lowest) { max($0, $1) }
    case .sum: row.reduce(T(count: 0)) { T.sum($0, $1) }
    case .mean: T.quotient(row.reduce(T(count: 0)) { T.sum($0, $1) }, T(count: row.count))
    }
  }

  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    guard let input = node.input(0), let (output, shape) = node.output, let extents = node.shape(0),
      let axes = try axes.axes(
        node.operation.inputs.indices.map { node.inputType($0) }, rank: extents.count)
    else { return false }
    if axes.isEmpty {
      try plan.alias(output, to: input)
      return true
    }
    if extents.contains(0) { return false }
    let source = try plan.source(input)
    let target = plan.target(output, shape)
    plan.reduce(Self.reduction, extents, axes, from: source, to: target)
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
