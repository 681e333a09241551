import Arrays

/// The same numbers as the type of a second input:
/// <https://onnx.ai/onnx/operators/onnx__CastLike.html>.
struct CastLikeKernel: Kernel {
  /// Which attributes there are; they concern small floating-point numbers only.
  enum Form: Sendable {
    case plain
    /// `saturate`.
    case saturating
    /// `saturate` and `round_mode`.
    case rounding
  }

  static let operatorType = "CastLike"
  static let versions: [Int: Form] = [
    15: .plain, 19: .saturating, 21: .saturating, 23: .saturating, 24: .rounding, 25: .rounding,
  ]

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...2)
    if form != .plain { _ = try node.int("saturate") }
    if form == .rounding { _ = try node.string("round_mode") }
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    [ValueType(try inputs.required(1).dataType, try inputs.required(0).shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (x, target) = (try inputs.required(0), try inputs.required(1))
    return [x.cast(to: target.dataType)]
  }
}
