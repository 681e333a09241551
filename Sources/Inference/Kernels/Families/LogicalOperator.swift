import Arrays

/// An operator on each pair of booleans.
protocol LogicalOperator: Kernel where Form == Broadcasting {
  /// The operation.
  static func compute(_ a: Bool, _ b: Bool) -> Bool

  init(rule: BroadcastRule)
  var rule: BroadcastRule { get }
}

extension LogicalOperator {
  init(_ form: Broadcasting, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...2)
    self.init(rule: try BroadcastRule(form, &node))
  }

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
