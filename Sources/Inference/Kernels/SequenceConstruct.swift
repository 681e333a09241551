/// A sequence of tensors: <https://onnx.ai/onnx/operators/onnx__SequenceConstruct.html>.
struct SequenceConstructKernel: ValueKernel {
  static let operatorType = "SequenceConstruct"
  static let versions: [Int: OneForm] = [11: OneForm()]

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...Int.max)
  }

  func evaluate(
    _ inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] {
    var values: [Value] = []
    for index in inputs.indices { values.append(try inputs.tensor(index)) }
    try requireOneType(values)
    return [.sequence(values)]
  }
}
