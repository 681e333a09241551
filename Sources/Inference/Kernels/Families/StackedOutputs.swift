import Arrays
import ONNX

/// The results that a loop's body gives each time, to be joined along an axis of their own.
struct StackedOutputs {
  /// What the body declares about each.
  let infos: [ValueInfo]
  private var parts: [[NDArray]]
  /// The bytes that are counted in the budget.
  private(set) var byteCount = 0

  init(_ infos: [ValueInfo]) {
    self.infos = infos
    parts = infos.map { _ in [] }
  }

  /// Keeps the results of one time, whose types and shapes are those of the first.
  mutating func append(
    _ results: ArraySlice<Value>, _ budget: RunBudget
  ) throws(InferenceProblem) {
    for (index, value) in results.enumerated() {
      guard let array = value.array else {
        throw .wrongKind(expected: "a tensor", found: value.kind)
      }
      if let first = parts[index].first {
        try array.dataType.require(first.dataType)
        guard array.shape == first.shape else {
          throw .shapeMismatch("\(first.shape) and \(array.shape) do not stack")
        }
      }
      try budget.claim(value.byteCount)
      byteCount += value.byteCount
      parts[index].append(array)
    }
  }

  /// Adds zeros until there are results of `count` times, where there are any.
  mutating func pad(to count: Int, _ budget: RunBudget) throws(InferenceProblem) {
    for index in parts.indices {
      guard let first = parts[index].first, parts[index].count < count else { continue }
      let zeros = NDArray.zeros(first.shape, first.dataType)
      let size = Value.tensor(zeros).byteCount.multipliedReportingOverflow(
        by: count - parts[index].count)
      try budget.claim(size.overflow ? Int.max : size.partialValue)
      byteCount += size.partialValue
      parts[index] += Array(repeating: zeros, count: count - parts[index].count)
    }
  }

  /// Each output's results in one array, the times along its own of `axes`.
  ///
  /// - Parameters:
  ///   - axes: An axis of the joined arrays for each output, counted from the back if negative.
  ///   - areReversed: Whether the last time comes first, for each output; none by default.
  ///   - budget: Counts what is taken while it is made.
  func joined(
    axes: [Int], areReversed: [Bool] = [], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] {
    // All parts are copied once while the parts are still there.
    try budget.claim(byteCount)
    defer { budget.release(byteCount) }
    var results: [Value] = []
    for (index, arrays) in parts.enumerated() {
      guard let first = arrays.first else {
        results.append(.tensor(try Self.empty(infos[index], axis: axes[index])))
        continue
      }
      let axis = try resolveAxis(axes[index], rank: first.rank + 1)
      var shape = first.shape
      shape.insert(1, at: axis)
      let isReversed = index < areReversed.count && areReversed[index]
      let ordered = isReversed ? arrays.reversed() : arrays
      results.append(
        .tensor(NDArray.concatenate(ordered.map { $0.reshaped(shape) }, axis: axis)))
    }
    return results
  }

  /// What no times at all leave: as many axes as are declared, without elements.
  private static func empty(_ info: ValueInfo, axis: Int) throws(InferenceProblem) -> NDArray {
    let type = info.elementType.flatMap(DataType.init) ?? .float32
    var shape = (info.shape ?? []).map { dimension in
      if case .fixed(let extent) = dimension { extent } else { 0 }
    }
    let place = axis < 0 ? axis + shape.count + 1 : axis
    shape.insert(0, at: min(max(place, 0), shape.count))
    try checkedCount(shape)
    return NDArray.zeros(shape, type)
  }
}
