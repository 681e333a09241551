import Arrays

/// y = a ≤ b, broadcast: <https://onnx.ai/onnx/operators/onnx__LessOrEqual.html>.
struct LessOrEqualKernel: Comparison {
  static let operatorType = "LessOrEqual"
  static let versions: [Int: Broadcasting] = [12: .numpy, 16: .numpy]
  static func compare<T: Comparable>(_ a: T, _ b: T) -> Bool { a <= b }
  let rule: BroadcastRule
}
