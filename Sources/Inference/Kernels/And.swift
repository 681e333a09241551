import Arrays

/// y = a ∧ b for booleans, broadcast: <https://onnx.ai/onnx/operators/onnx__And.html>.
struct AndKernel: LogicalOperator {
  static let operatorType = "And"
  static let versions: [Int: Broadcasting] = [1: .axis, 7: .numpy]
  static func compute(_ a: Bool, _ b: Bool) -> Bool { a && b }
  let rule: BroadcastRule
}
