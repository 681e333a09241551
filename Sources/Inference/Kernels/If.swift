import Arrays

/// One of two subgraphs, as a condition says: <https://onnx.ai/onnx/operators/onnx__If.html>.
struct IfKernel: ValueKernel {
  static let operatorType = "If"
  static let versions: [Int: OneForm] = [
    1: OneForm(), 11: OneForm(), 13: OneForm(), 16: OneForm(), 19: OneForm(), 21: OneForm(),
    23: OneForm(), 24: OneForm(), 25: OneForm(),
  ]

  private let thenBranch: Subgraph
  private let elseBranch: Subgraph

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    try node.requireOutputs(1...Int.max)
    thenBranch = try node.subgraph("then_branch")
    elseBranch = try node.subgraph("else_branch")
    try thenBranch.require("then_branch", inputs: 0, outputs: node.outputCount)
    try elseBranch.require("else_branch", inputs: 0, outputs: node.outputCount)
  }

  func infer(
    _ inputs: [ValueType?], limit: Int
  ) throws(InferenceProblem) -> [ValueType?] {
    guard let condition = inputs.optional(0) else { return [] }
    try condition.dataType.require(.bool)
    if let value = condition.value, value.count == 1 {
      let branch = value.scalar(Bool.self) ? thenBranch : elseBranch
      return try branch.infer([], in: inputs, limit: limit)
    }
    // What is wrong with a branch that may never run is no reason to refuse the model.
    guard let first = try? thenBranch.infer([], in: inputs, limit: 0),
      let second = try? elseBranch.infer([], in: inputs, limit: 0)
    else { return [] }
    return zip(first, second).map(Self.common)
  }

  /// What two types have in common.
  private static func common(_ a: ValueType?, _ b: ValueType?) -> ValueType? {
    guard let a, let b, a.dataType == b.dataType else { return nil }
    guard let first = a.shape, let second = b.shape, first.count == second.count else {
      return ValueType(a.dataType, nil)
    }
    return ValueType(a.dataType, zip(first, second).map { $0 == $1 ? $0 : .unknown })
  }

  func evaluate(
    _ inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] {
    let condition = try inputs.condition(0)
    return try (condition ? thenBranch : elseBranch).run([], in: inputs, budget)
  }
}

extension [Value?] {
  /// A boolean that must be there.
  func condition(_ index: Int) throws(InferenceProblem) -> Bool {
    let array = try array(index)
    try array.dataType.require(.bool)
    guard array.count == 1 else {
      throw .shapeMismatch("the condition has the shape \(array.shape) and is no scalar")
    }
    return array.scalar(Bool.self)
  }
}
