import Arrays

/// Whether texts are what a regular expression describes:
/// <https://onnx.ai/onnx/operators/onnx__RegexFullMatch.html>.
struct RegexFullMatchKernel: ValueKernel {
  static let operatorType = "RegexFullMatch"
  static let versions: [Int: OneForm] = [20: OneForm()]

  private let expression: RegularExpression

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    guard let pattern = try node.string("pattern") else { throw .missingAttribute("pattern") }
    expression = try RegularExpression(pattern)
  }

  func evaluate(
    _ inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] {
    let x = try inputs.strings(0)
    var results: [Bool] = []
    for text in x.elements {
      try budget.step(1 + text.utf8.count / 16)
      results.append(expression.matches(text))
    }
    return [.tensor(NDArray(results, shape: x.shape))]
  }
}
