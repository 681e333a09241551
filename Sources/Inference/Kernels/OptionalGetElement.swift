/// What lies in an optional value: <https://onnx.ai/onnx/operators/onnx__OptionalGetElement.html>.
struct OptionalGetElementKernel: ValueKernel {
  static let operatorType = "OptionalGetElement"
  static let versions: [Int: OneForm] = [15: OneForm(), 18: OneForm(), 28: OneForm()]

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
  }

  func evaluate(
    _ inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] {
    let value: Value = try inputs.required(0)
    guard case .optional(let element) = value else { return [value] }
    guard let element else { throw .invalidValue("an empty optional has no element") }
    return [element]
  }
}
