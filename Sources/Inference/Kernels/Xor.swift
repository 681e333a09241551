/// y = a ⊕ b for booleans, broadcast: <https://onnx.ai/onnx/operators/onnx__Xor.html>.
struct XorKernel: LogicalOperator {
  static let operatorType = "Xor"
  static let versions: [Int: Broadcasting] = [1: .axis, 7: .numpy]
  static func compute(_ a: Bool, _ b: Bool) -> Bool { a != b }
  let rule: BroadcastRule
}
