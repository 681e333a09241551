import Arrays
import Executing

/// Over which elements a softmax sums.
enum SoftmaxForm: Sendable {
  /// All axes from `axis` on together; 1 by default.
  case flattened
  /// `axis` alone; the last by default.
  case alongAxis
}

/// The attributes that Softmax and LogSoftmax share.
struct SoftmaxAxes: Sendable {
  private let form: SoftmaxForm
  private let axis: Int

  init(_ form: SoftmaxForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    self.form = form
    axis = try node.int("axis") ?? (form == .flattened ? 1 : -1)
  }

  /// Checks the input and gives the output's type, which is the same.
  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    try x.dataType.requireFloatingPoint()
    if let rank = x.rank { _ = try axes(rank: rank) }
    return [ValueType(x.dataType, x.shape)]
  }

  /// The axes that are summed over.
  func axes(rank: Int) throws(InferenceProblem) -> [Int] {
    if form == .flattened && axis == rank { return [] }
    let axis = try resolveAxis(axis, rank: rank)
    return form == .flattened ? Array(axis..<rank) : [axis]
  }

  /// The elements with the largest subtracted, so that no exponential overflows, and the sums of
  /// their exponentials.
  func shifted(_ x: NDArray) throws(InferenceProblem) -> (elements: NDArray, sums: NDArray) {
    let axes = try axes(rank: x.rank)
    if axes.isEmpty {
      let zeros = x.combining(.subtract, x)
      return (zeros, zeros.applying(.exponential))
    }
    let elements = x.combining(.subtract, x.max(axes: axes, keepingAxes: true))
    return (elements, elements.applying(.exponential).sum(axes: axes, keepingAxes: true))
  }
}

extension PlanBuilder {
  /// Appends a softmax, or its logarithm, over the last axes of an array; other axes are not lowered.
  mutating func softmax(
    _ node: PlannedNode, _ axes: SoftmaxAxes, isLogarithm: Bool
  ) throws(InferenceProblem) -> Bool {
    guard let input = node.input(0), let (output, shape) = node.output else { return false }
    let summed = try axes.axes(rank: shape.count)
    guard !shape.contains(0), !summed.isEmpty, summed.last == shape.count - 1 else { return false }
    let columns = summed.reduce(1) { $0 * shape[$1] }
    let rows = shape.reduce(1, *) / columns
    let (matrix, column) = ([rows, columns], [rows, 1])
    let source = try source(input)
    let target = target(output, shape)
    let (largest, sums) = (scratch(rows), scratch(rows))
    let (elements, exponentials) = (scratch(rows * columns), scratch(rows * columns))
    func reduce(_ reduction: Reduction, _ from: Plan.Operand, _ to: Plan.Operand) -> Instruction {
      .reduceRows(reduction, rows: rows, columns: columns, source: from, target: to)
    }
    emit(reduce(.maximum, source, largest))
    emitBinary(.subtract, matrix, (source, matrix), (largest, column), elements)
    emit(.unary(.exponential, count: rows * columns, source: elements, target: exponentials))
    emit(reduce(.sum, exponentials, sums))
    if isLogarithm {
      let logarithms = scratch(rows)
      emit(.unary(.logarithm, count: rows, source: sums, target: logarithms))
      emitBinary(.subtract, matrix, (elements, matrix), (logarithms, column), target)
    } else {
      emitBinary(.divide, matrix, (exponentials, matrix), (sums, column), target)
    }
    return true
  }
}
