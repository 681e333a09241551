/// y = whether x is infinite: <https://onnx.ai/onnx/operators/onnx__IsInf.html>.
struct IsInfKernel: NumberTest {
  static let operatorType = "IsInf"
  static let versions: [Int: OneForm] = [10: OneForm(), 20: OneForm()]

  private let findsNegative: Bool
  private let findsPositive: Bool

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    findsNegative = try node.flag("detect_negative", default: true)
    findsPositive = try node.flag("detect_positive", default: true)
  }

  func test(_ x: Double) -> Bool { x.isInfinite && (x < 0 ? findsNegative : findsPositive) }
}
