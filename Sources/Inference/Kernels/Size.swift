import Arrays

/// The number of elements: <https://onnx.ai/onnx/operators/onnx__Size.html>.
struct SizeKernel: Kernel {
  static let operatorType = "Size"
  static let versions: [Int: OneForm] = [
    1: OneForm(), 13: OneForm(), 19: OneForm(), 21: OneForm(), 23: OneForm(), 24: OneForm(),
    25: OneForm(),
  ]

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    guard let extents = try inputs.required(0).extents else { return [ValueType(.int64, [Int]())] }
    return [ValueType(constant: NDArray(scalar: Int64(try checkedCount(extents))))]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    [NDArray(scalar: Int64(try inputs.required(0).count))]
  }
}
