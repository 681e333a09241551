import Arrays

/// y = ¬x for booleans: <https://onnx.ai/onnx/operators/onnx__Not.html>.
struct NotKernel: Kernel {
  static let operatorType = "Not"
  static let versions: [Int: OneForm] = [1: OneForm()]

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    try x.dataType.require(.bool)
    return [ValueType(.bool, x.shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    return [x.map(Bool.self) { !$0 }]
  }
}
