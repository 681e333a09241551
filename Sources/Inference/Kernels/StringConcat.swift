/// Texts put together, broadcast: <https://onnx.ai/onnx/operators/onnx__StringConcat.html>.
struct StringConcatKernel: ValueKernel {
  static let operatorType = "StringConcat"
  static let versions: [Int: OneForm] = [20: OneForm()]

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...2)
  }

  func evaluate(
    _ inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] {
    let (pairs, shape) = try inputs.broadcastStrings(budget)
    let size = pairs.reduce(0) { $0 + 16 + $1.0.utf8.count + $1.1.utf8.count }
    try budget.claim(size)
    defer { budget.release(size) }
    return [.strings(StringArray(pairs.map { $0 + $1 }, shape: shape))]
  }
}
