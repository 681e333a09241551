import Arrays
import ONNX

/// The same numbers as another type: <https://onnx.ai/onnx/operators/onnx__Cast.html>.
struct CastKernel: Kernel {
  /// How the type is given.
  enum Form: Sendable {
    /// By its name.
    case name
    /// By its number.
    case number
    /// By its number; `saturate` concerns 8-bit floating-point numbers.
    case saturating
    /// The same, and `round_mode` concerns such numbers too.
    case rounding
  }

  static let operatorType = "Cast"
  static let versions: [Int: Form] = [
    1: .name, 6: .number, 9: .number, 13: .number, 19: .saturating, 21: .saturating,
    23: .saturating, 24: .rounding, 25: .rounding, 28: .rounding,
  ]
  static let widensHalfPrecision = false

  private let target: CastTarget

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    let type: ElementType?
    if form == .name {
      guard let name = try node.string("to")?.lowercased() else { throw .missingAttribute("to") }
      type = ElementType.allCases.first { $0.description == name }
    } else {
      type = ElementType(rawValue: Int32(clamping: try node.requiredInt("to")))
    }
    if form == .saturating || form == .rounding { _ = try node.int("saturate") }
    if form == .rounding { _ = try node.string("round_mode") }
    guard let type, let target = CastTarget(type) else {
      throw .unsupportedElementType(value: "to", type: type.map { "\($0)" } ?? "of no known number")
    }
    self.target = target
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    guard case .numbers(let type) = target else { return [] }
    return [ValueType(type, try inputs.required(0).shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    guard case .numbers(let type) = target else { return [] }
    return [try inputs.required(0).cast(to: type)]
  }

  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    guard let input = node.input(0), let (output, _) = node.output else { return false }
    try plan.alias(output, to: input)
    return true
  }
}

extension CastKernel: ValueKernel {
  var makesOtherValues: Bool {
    if case .strings = target { true } else { false }
  }

  func evaluate(
    _ inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] { [try target.cast(try inputs.required(0))] }
}
