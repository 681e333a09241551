import ONNX

/// A sequence of no tensors: <https://onnx.ai/onnx/operators/onnx__SequenceEmpty.html>.
struct SequenceEmptyKernel: ValueKernel {
  static let operatorType = "SequenceEmpty"
  static let versions: [Int: OneForm] = [11: OneForm()]

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(0...0)
    guard let number = try node.int("dtype") else { return }
    if ElementType(rawValue: Int32(clamping: number)) == nil {
      throw .unsupportedElementType(value: "dtype", type: "number \(number)")
    }
  }

  func evaluate(
    _ inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] { [.sequence([])] }
}
