/// y = a ⊕ b, bit by bit, broadcast: <https://onnx.ai/onnx/operators/onnx__BitwiseXor.html>.
struct BitwiseXorKernel: IntegerOperator {
  static let operatorType = "BitwiseXor"
  static let versions: [Int: Broadcasting] = [18: .numpy]
  static func compute<T: FixedWidthInteger>(_ a: T, _ b: T) -> T { a ^ b }
  let rule: BroadcastRule
}
