import Arrays

/// y = x: <https://onnx.ai/onnx/operators/onnx__Identity.html>.
struct IdentityKernel: SameElements {
  static let operatorType = "Identity"
  static let versions: [Int: OneForm] = [
    1: OneForm(), 13: OneForm(), 14: OneForm(), 16: OneForm(), 19: OneForm(), 21: OneForm(),
    23: OneForm(), 24: OneForm(), 25: OneForm(),
  ]

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    return [ValueType(x.dataType, x.shape)]
  }
}

extension IdentityKernel: ValueKernel {
  func evaluate(
    _ inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] { [try inputs.required(0)] }
}
