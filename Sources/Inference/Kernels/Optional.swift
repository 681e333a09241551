import ONNX

/// An optional value: <https://onnx.ai/onnx/operators/onnx__Optional.html>.
struct OptionalKernel: ValueKernel {
  static let operatorType = "Optional"
  static let versions: [Int: OneForm] = [15: OneForm(), 28: OneForm()]

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(0...1)
    switch node.attribute("type") {
    case .type: break
    case nil where node.inputCount == 0: throw .missingAttribute("type")
    case nil: break
    case .some: throw .invalidAttribute("type", reason: "it is no type")
    }
  }

  func evaluate(
    _ inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] {
    let value: Value? = inputs.optional(0)
    if case .optional? = value {
      throw .wrongKind(expected: "a tensor or a sequence", found: "an optional")
    }
    return [.optional(value)]
  }
}
