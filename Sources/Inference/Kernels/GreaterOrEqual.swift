import Arrays

/// y = a ≥ b, broadcast: <https://onnx.ai/onnx/operators/onnx__GreaterOrEqual.html>.
struct GreaterOrEqualKernel: Comparison {
  static let operatorType = "GreaterOrEqual"
  static let versions: [Int: Broadcasting] = [12: .numpy, 16: .numpy]
  static func compare<T: Comparable>(_ a: T, _ b: T) -> Bool { a >= b }
  let rule: BroadcastRule
}
