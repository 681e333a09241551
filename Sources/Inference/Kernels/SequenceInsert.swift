/// A sequence with one tensor more before a position, at the end by default:
/// <https://onnx.ai/onnx/operators/onnx__SequenceInsert.html>.
struct SequenceInsertKernel: ValueKernel {
  static let operatorType = "SequenceInsert"
  static let versions: [Int: OneForm] = [11: OneForm()]

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...3)
  }

  func evaluate(
    _ inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] {
    var values = try inputs.sequence(0)
    let value = try inputs.tensor(1)
    try requireOneType(values.prefix(1) + [value])
    let count = values.count
    values.insert(value, at: try inputs.position(2, count: count, last: count, usual: count))
    return [.sequence(values)]
  }
}
