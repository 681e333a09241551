/// y = a ∨ b, bit by bit, broadcast: <https://onnx.ai/onnx/operators/onnx__BitwiseOr.html>.
struct BitwiseOrKernel: IntegerOperator {
  static let operatorType = "BitwiseOr"
  static let versions: [Int: Broadcasting] = [18: .numpy]
  static func compute<T: FixedWidthInteger>(_ a: T, _ b: T) -> T { a | b }
  let rule: BroadcastRule
}
