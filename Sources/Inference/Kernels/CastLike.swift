import Arrays

/// The same numbers as the type of a second input's elements:
/// <https://onnx.ai/onnx/operators/onnx__CastLike.html>.
struct CastLikeKernel: Kernel {
  /// Which attributes there are.
  enum Form: Sendable {
    /// None.
    case plain
    /// `saturate`, which concerns 8-bit floating-point numbers.
    case saturating
    /// The same, and `round_mode` concerns such numbers too.
    case rounding
  }

  static let operatorType = "CastLike"
  static let versions: [Int: Form] = [
    15: .plain, 19: .saturating, 21: .saturating, 23: .saturating, 24: .rounding, 25: .rounding,
  ]
  static let widensHalfPrecision = false

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...2)
    if form != .plain { _ = try node.int("saturate") }
    if form == .rounding { _ = try node.string("round_mode") }
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    [ValueType(try inputs.required(1).dataType, try inputs.required(0).shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    [try inputs.required(0).cast(to: try inputs.required(1).dataType)]
  }

  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    guard let input = node.input(0), let (output, _) = node.output else { return false }
    try plan.alias(output, to: input)
    return true
  }
}

extension CastLikeKernel: ValueKernel {
  func evaluate(
    _ inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] {
    let target: CastTarget =
      switch try inputs.required(1) as Value {
      case .strings: .strings
      case .tensor(let array): .numbers(array.dataType)
      case let other: throw .wrongKind(expected: "a tensor", found: other.kind)
      }
    return [try target.cast(try inputs.required(0))]
  }
}
