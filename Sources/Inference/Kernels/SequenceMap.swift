/// A subgraph for each element of sequences, beside tensors that stay the same:
/// <https://onnx.ai/onnx/operators/onnx__SequenceMap.html>.
struct SequenceMapKernel: ValueKernel {
  static let operatorType = "SequenceMap"
  static let versions: [Int: OneForm] = [17: OneForm()]

  private let body: Subgraph

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...Int.max)
    try node.requireOutputs(1...Int.max)
    body = try node.subgraph("body")
    try body.require("body", inputs: node.inputCount, outputs: node.outputCount)
  }

  func evaluate(
    _ inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] {
    let count = try inputs.sequence(0).count
    var arguments: [Value] = []
    for index in 0..<body.inputCount { arguments.append(try inputs.required(index)) }
    for case .sequence(let values) in arguments where values.count != count {
      throw .shapeMismatch("the sequences have the lengths \(count) and \(values.count)")
    }
    var results: [[Value]] = Array(repeating: [], count: body.outputCount)
    var held = 0
    defer { budget.release(held) }
    for place in 0..<count {
      try budget.step()
      let elements = arguments.map { argument in
        if case .sequence(let values) = argument { values[place] } else { argument }
      }
      for (index, value) in try body.run(elements, in: inputs, budget).enumerated() {
        try budget.claim(value.byteCount)
        held += value.byteCount
        results[index].append(try ([value] as [Value?]).tensor(0))
      }
    }
    for values in results { try requireOneType(values) }
    return results.map(Value.sequence)
  }
}
