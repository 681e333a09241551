import Arrays

/// Whether something lies in an optional value:
/// <https://onnx.ai/onnx/operators/onnx__OptionalHasElement.html>.
struct OptionalHasElementKernel: ValueKernel {
  /// Whether the input may be left out.
  enum Form: Sendable {
    case requiredInput, optionalInput
  }

  static let operatorType = "OptionalHasElement"
  static let versions: [Int: Form] = [15: .requiredInput, 18: .optionalInput, 28: .optionalInput]

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(form == .requiredInput ? 1...1 : 0...1)
  }

  func evaluate(
    _ inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] {
    let hasElement =
      switch inputs.optional(0) as Value? {
      case nil, .optional(nil)?: false
      case .some: true
      }
    return [.tensor(NDArray(scalar: hasElement))]
  }
}
