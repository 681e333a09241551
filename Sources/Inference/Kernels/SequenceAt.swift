/// The tensor at a position: <https://onnx.ai/onnx/operators/onnx__SequenceAt.html>.
struct SequenceAtKernel: ValueKernel {
  static let operatorType = "SequenceAt"
  static let versions: [Int: OneForm] = [11: OneForm()]

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...2)
  }

  func evaluate(
    _ inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] {
    let values = try inputs.sequence(0)
    let position = try inputs.position(1, count: values.count, last: values.count - 1, usual: 0)
    return [values[position]]
  }
}
