import Arrays
import ONNX

/// A subgraph again and again, with values that it carries from one time to the next and others that
/// are stacked: <https://onnx.ai/onnx/operators/onnx__Loop.html>.
struct LoopKernel: ValueKernel {
  static let operatorType = "Loop"
  static let versions: [Int: OneForm] = [
    1: OneForm(), 11: OneForm(), 13: OneForm(), 16: OneForm(), 19: OneForm(), 21: OneForm(),
    23: OneForm(), 24: OneForm(), 25: OneForm(),
  ]

  private let body: Subgraph
  private let carriedCount: Int

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(0...Int.max)
    try node.requireOutputs(0...Int.max)
    carriedCount = max(0, node.inputCount - 2)
    body = try node.subgraph("body")
    guard node.outputCount >= carriedCount else {
      throw .wrongOutputCount(expected: carriedCount...Int.max, found: node.outputCount)
    }
    try body.require("body", inputs: 2 + carriedCount, outputs: 1 + node.outputCount)
  }

  func evaluate(
    _ inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] {
    var carried: [Value] = []
    for index in 0..<carriedCount { carried.append(try inputs.required(2 + index)) }
    var stacks = StackedOutputs(body.graph.outputs.dropFirst(1 + carriedCount).map(\.info))
    var isGoingOn = inputs.optional(1) == nil ? true : try inputs.condition(1)
    let limit = try tripCount(inputs)
    var held = 0
    defer { budget.release(held + stacks.byteCount) }
    var count: Int64 = 0
    while isGoingOn && limit.map({ count < $0 }) ?? true {
      try budget.step()
      let results = try body.run(
        [.tensor(NDArray(scalar: count)), .tensor(NDArray(scalar: isGoingOn))] + carried,
        in: inputs, budget)
      isGoingOn = try results.map(Optional.some).condition(0)
      carried = Array(results[1..<(1 + carriedCount)])
      budget.release(held)
      held = 0
      let size = carried.reduce(0) { $0 + $1.byteCount }
      try budget.claim(size)
      held = size
      try stacks.append(results.dropFirst(1 + carriedCount), budget)
      count += 1
    }
    return carried + (try stacks.joined(axes: stacks.infos.map { _ in 0 }, budget))
  }

  private func tripCount(_ inputs: [Value?]) throws(InferenceProblem) -> Int64? {
    guard inputs.optional(0) != nil else { return nil }
    let array = try inputs.array(0)
    try array.dataType.require(.int64)
    guard array.count == 1 else {
      throw .shapeMismatch("the number of times has the shape \(array.shape) and is no scalar")
    }
    return array.scalar(Int64.self)
  }
}
