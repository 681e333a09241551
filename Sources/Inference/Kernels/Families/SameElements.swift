import Arrays

/// An operator whose output has the elements of its first input, in the same order, under another
/// shape: `infer` alone says what it does.
protocol SameElements: Kernel {}

extension SameElements {
  static var widensHalfPrecision: Bool { false }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    let types = try infer(inputs.map { $0.map { ValueType(constant: $0) } })
    guard let shape = types.first?.extents else {
      throw .invalidValue("the shape is not known")
    }
    return [x.reshaped(shape)]
  }

  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    guard let input = node.input(0), let (output, _) = node.output else { return false }
    try plan.alias(output, to: input)
    return true
  }
}
