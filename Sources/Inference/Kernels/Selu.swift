import Foundation

/// y = γ x for x > 0, γ α (exp(x) − 1) otherwise:
/// <https://onnx.ai/onnx/operators/onnx__Selu.html>.
struct SeluKernel: PointwiseFunction {
  /// How exact the default constants are; version 1 has `consumed_inputs` too, a hint.
  enum Form: Sendable {
    case fiveDigits, nineDigits
  }

  static let operatorType = "Selu"
  static let versions: [Int: Form] = [1: .fiveDigits, 6: .nineDigits, 22: .nineDigits]

  private let alpha: Double
  private let gamma: Double

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireOneInput(form == .fiveDigits ? .allowed : .gone)
    let defaults: (alpha: Float, gamma: Float) =
      form == .fiveDigits ? (1.6732, 1.0507) : (1.67326319, 1.05070102)
    alpha = Double(try node.float("alpha") ?? defaults.alpha)
    gamma = Double(try node.float("gamma") ?? defaults.gamma)
  }

  func compute(_ x: Double) -> Double { gamma * (x > 0 ? x : alpha * expm1(x)) }
}
