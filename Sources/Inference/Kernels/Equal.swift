import Arrays

/// y = a == b, broadcast: <https://onnx.ai/onnx/operators/onnx__Equal.html>.
struct EqualKernel: Comparison {
  static let operatorType = "Equal"
  static let versions: [Int: Broadcasting] = [
    1: .axis, 7: .numpy, 11: .numpy, 13: .numpy, 19: .numpy,
  ]
  static func compare<T: Comparable>(_ a: T, _ b: T) -> Bool { a == b }
  static let takesBooleans = true
  let rule: BroadcastRule
}

extension EqualKernel: ValueKernel {
  func evaluate(
    _ inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] {
    let (texts, shape) = try inputs.broadcastStrings(budget)
    return [.tensor(NDArray(texts.map(hasSameBytes), shape: shape))]
  }
}
