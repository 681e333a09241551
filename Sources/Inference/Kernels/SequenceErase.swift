/// A sequence without the tensor at a position, the last by default:
/// <https://onnx.ai/onnx/operators/onnx__SequenceErase.html>.
struct SequenceEraseKernel: ValueKernel {
  static let operatorType = "SequenceErase"
  static let versions: [Int: OneForm] = [11: OneForm()]

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...2)
  }

  func evaluate(
    _ inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] {
    var values = try inputs.sequence(0)
    values.remove(
      at: try inputs.position(1, count: values.count, last: values.count - 1, usual: -1))
    return [.sequence(values)]
  }
}
