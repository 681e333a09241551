import Foundation

/// y = x/2 (1 + erf(x/√2)), or with `approximate = "tanh"`
/// y = x/2 (1 + tanh(√(2/π) (x + 0.044715 x³))): <https://onnx.ai/onnx/operators/onnx__Gelu.html>.
struct GeluKernel: PointwiseFunction {
  static let operatorType = "Gelu"
  static let versions: [Int: OneForm] = [20: OneForm()]

  private let isApproximate: Bool

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    isApproximate = try node.choice("approximate", of: ["none", "tanh"]) == "tanh"
  }

  func compute(_ x: Double) -> Double {
    if !isApproximate { return x / 2 * (1 + erf(x / 2.0.squareRoot())) }
    return x / 2 * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
  }
}
