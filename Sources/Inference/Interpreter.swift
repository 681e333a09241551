import Arrays

/// Runs a graph node by node: slower than a plan, for any operator and any value, and able to keep
/// every value.
struct Interpreter {
  let graph: CheckedGraph
  /// What is known without the inputs.
  let known: TypedGraph
  /// What the run may use, before any value is counted.
  let budget: RunBudget

  /// Runs the graph.
  ///
  /// - Parameters:
  ///   - arguments: The graph's inputs, in order.
  ///   - captured: The values that a subgraph reads from around it, in order.
  ///   - keepsAll: Whether all values are returned, or only the outputs.
  /// - Returns: For each value by number what it is, where it is still there. What the graph made is
  ///   no longer counted in the budget.
  func run(
    _ arguments: [Value], captured: [Value?] = [], keepsAll: Bool = false
  ) throws(InferenceError) -> [Value?] {
    var values = known.types.map { type in type?.value.map { Value.tensor($0) } }
    for (number, constant) in graph.constants { values[number] = constant }
    for (input, value) in zip(graph.inputs, arguments) { values[input.value] = value }
    for (number, value) in zip(graph.captures, captured) { values[number.value] = value }
    var uses = graph.uses
    // The bytes of the values that this graph made: those of others are counted where they are made.
    var made = [Int](repeating: 0, count: values.count)
    defer { budget.release(made.reduce(0, +)) }
    for operation in graph.operations {
      if !known.isConstant(operation) {
        do {
          let outputs = try operation.run(
            operation.inputs.map { number in number.flatMap { values[$0] } }, budget)
          for (number, value) in zip(operation.outputs, outputs) {
            guard let number, uses[number] > 0 || keepsAll else {
              budget.release(value.byteCount)
              continue
            }
            values[number] = value
            made[number] = value.byteCount
          }
        } catch {
          throw graph.error(operation, error)
        }
      }
      for case let number? in operation.inputs {
        uses[number] -= 1
        guard uses[number] == 0, !keepsAll else { continue }
        budget.release(made[number])
        made[number] = 0
        values[number] = nil
      }
    }
    return values
  }
}

extension CheckedGraph.Operation {
  /// The outputs, whose bytes are then counted.
  fileprivate func run(
    _ inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] {
    try budget.step()
    if let valueKernel, kernel == nil || valueKernel.isNeeded(for: inputs) {
      let outputs = try valueKernel.evaluate(inputs, budget)
      for output in outputs { try budget.claim(output.byteCount) }
      return outputs
    }
    guard let kernel else { return [] }
    var arrays: [NDArray?] = []
    for index in inputs.indices {
      arrays.append(inputs[index] == nil ? nil : try inputs.array(index))
    }
    let inputTypes = arrays.map { $0.map { ValueType(constant: $0) } }
    let types = Array(try kernel.infer(inputTypes).prefix(self.outputs.count))
    let widened = arrays.reduce(0) { $0 + ($1.map(\.widenedByteCount) ?? 0) }
    try budget.claim(widened)
    defer { budget.release(widened) }
    let scratch = try kernel.scratchByteCount(inputTypes)
    try budget.claim(scratch)
    defer { budget.release(scratch) }
    var open: [Int] = []
    for (index, type) in types.enumerated() {
      if let bytes = try type.byteCount() { try budget.claim(bytes) } else { open.append(index) }
    }
    let outputs: [NDArray]
    if types.allSatisfy({ $0.value != nil }) {
      outputs = types.compactMap(\.value)
    } else {
      outputs = try kernel.evaluate(arrays, as: types)
    }
    let values = outputs.map(Value.tensor)
    for index in open where index < values.count { try budget.claim(values[index].byteCount) }
    return values
  }
}

extension NDArray {
  /// The bytes of what a kernel receives instead of 16-bit floating-point numbers.
  fileprivate var widenedByteCount: Int { dataType.isHalfPrecision ? 4 * count : 0 }
}
