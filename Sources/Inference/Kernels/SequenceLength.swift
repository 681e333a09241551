import Arrays

/// The number of tensors: <https://onnx.ai/onnx/operators/onnx__SequenceLength.html>.
struct SequenceLengthKernel: ValueKernel {
  static let operatorType = "SequenceLength"
  static let versions: [Int: OneForm] = [11: OneForm()]

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
  }

  func evaluate(
    _ inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] {
    [.tensor(NDArray(scalar: Int64(try inputs.sequence(0).count)))]
  }
}
