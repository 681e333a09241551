/// y = whether x is no number: <https://onnx.ai/onnx/operators/onnx__IsNaN.html>.
struct IsNaNKernel: NumberTest {
  static let operatorType = "IsNaN"
  static let versions: [Int: OneForm] = [9: OneForm(), 13: OneForm(), 20: OneForm()]

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
  }

  func test(_ x: Double) -> Bool { x.isNaN }
}
