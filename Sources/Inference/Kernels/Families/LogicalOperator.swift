import Arrays

/// An operator on each pair of booleans.
protocol LogicalOperator: BroadcastOperator {
  /// The operation.
  static func compute(_ a: Bool, _ b: Bool) -> Bool
}

extension LogicalOperator {
  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (a, b) = (try inputs.required(0), try inputs.required(1))
    try a.dataType.require(.bool)
    try b.dataType.require(.bool)
    return [ValueType(.bool, try rule.infer(a.shape, b.shape))]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (a, second) = (try inputs.required(0), try inputs.required(1))
    let b = second.reshaped(try rule.secondShape(a.shape, second.shape))
    return [a.zip(b, of: Bool.self) { Self.compute($0, $1) }]
  }
}
