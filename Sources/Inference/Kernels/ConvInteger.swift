import Arrays
import ONNX

/// The convolution of 8-bit integers without their zero points, as int32:
/// <https://onnx.ai/onnx/operators/onnx__ConvInteger.html>.
struct ConvIntegerKernel: Kernel {
  static let operatorType = "ConvInteger"
  static let versions: [Int: OneForm] = [10: OneForm()]

  private let convolution: IntegerConvolution

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...4)
    convolution = try IntegerConvolution(&node)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let shape = try convolution.infer(
      try inputs.required(0), try inputs.required(1), inputs.optional(2), inputs.optional(3))
    return [ValueType(.int32, shape)]
  }

  func scratchByteCount(_ inputs: [ValueType?]) throws(InferenceProblem) -> Int {
    try convolution.scratchByteCount(
      try inputs.required(0), try inputs.required(1), try infer(inputs).first?.shape)
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let sums = try convolution.evaluate(
      try inputs.required(0), try inputs.required(1), inputs.optional(2), inputs.optional(3))
    return [sums.wrappedToInt32()]
  }
}
