import Arrays

/// y = a > b, broadcast: <https://onnx.ai/onnx/operators/onnx__Greater.html>.
struct GreaterKernel: Comparison {
  static let operatorType = "Greater"
  static let versions: [Int: Broadcasting] = [1: .axis, 7: .numpy, 9: .numpy, 13: .numpy]
  static func compare<T: Comparable>(_ a: T, _ b: T) -> Bool { a > b }
  let rule: BroadcastRule
}
