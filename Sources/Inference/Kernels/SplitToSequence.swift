import Arrays

/// Parts along an axis as a sequence: <https://onnx.ai/onnx/operators/onnx__SplitToSequence.html>.
struct SplitToSequenceKernel: ValueKernel {
  static let operatorType = "SplitToSequence"
  static let versions: [Int: OneForm] = [11: OneForm(), 24: OneForm()]

  private let axis: Int
  private let keepsAxis: Bool

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...2)
    axis = try node.int("axis") ?? 0
    keepsAxis = try node.flag("keepdims", default: true)
  }

  func evaluate(
    _ inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] {
    let x = try inputs.array(0)
    let axis = try resolveAxis(axis, rank: x.rank)
    if inputs.optional(1) == nil, !keepsAxis {
      return [.sequence((0..<x.shape[axis]).map { .tensor(x.element($0, along: axis)) })]
    }
    var start = 0
    return [
      .sequence(
        try sizes(inputs, of: x.shape[axis]).map { size in
          defer { start += size }
          return .tensor(x.sliced(axis: axis, start: start, count: size))
        })
    ]
  }

  private func sizes(_ inputs: [Value?], of extent: Int) throws(InferenceProblem) -> [Int] {
    var wanted = [1]
    var isOneSize = true
    if inputs.optional(1) != nil {
      let array = try inputs.array(1)
      try array.dataType.requireIndex()
      guard array.rank <= 1 else { throw .shapeMismatch("the sizes \(array.shape) are no list") }
      (wanted, isOneSize) = (integerElements(array), array.rank == 0)
    }
    if isOneSize {
      guard let size = wanted.first, size > 0 else { throw .invalidValue("parts of \(wanted)") }
      return stride(from: 0, to: extent, by: size).map { min(size, extent - $0) }
    }
    guard wanted.allSatisfy({ (0...extent).contains($0) }),
      wanted.reduce(0, { min($0 + $1, extent + 1) }) == extent
    else { throw .invalidValue("the parts \(wanted) of an axis of extent \(extent)") }
    return wanted
  }
}
