import Arrays

/// y = ¬x, bit by bit: <https://onnx.ai/onnx/operators/onnx__BitwiseNot.html>.
struct BitwiseNotKernel: Kernel {
  static let operatorType = "BitwiseNot"
  static let versions: [Int: OneForm] = [18: OneForm()]

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    _ = try x.dataType.integer()
    return [ValueType(x.dataType, x.shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    func run<T: FixedWidthInteger & Number>(_ type: T.Type) -> NDArray { x.map(type) { ~$0 } }
    return [run(try x.dataType.integer())]
  }
}
