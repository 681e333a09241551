import Arrays

/// Runs a graph node by node on arrays: slower than a plan, for any operator and element type, and
/// able to keep every value.
struct Interpreter {
  let graph: CheckedGraph
  /// What is known without the inputs.
  let known: TypedGraph
  /// The most bytes that the values alive at one time may have.
  let limit: Int

  /// Runs the graph.
  ///
  /// - Parameters:
  ///   - arguments: The graph's inputs, in order.
  ///   - keepsAll: Whether all values are returned, or only the outputs.
  /// - Returns: For each value by number its elements, where they are still there.
  func run(_ arguments: [NDArray], keepsAll: Bool) throws(InferenceError) -> [NDArray?] {
    var values = known.types.map { $0?.value }
    for (input, array) in zip(graph.inputs, arguments) { values[input.value] = array }
    var uses = useCounts()
    var live = arguments.reduce(0) { $0 + $1.count * $1.dataType.byteWidth }
    for operation in graph.operations {
      if !known.isConstant(operation) {
        do {
          try run(operation, &values, &live)
        } catch {
          throw graph.error(operation, error)
        }
      }
      for case let number? in operation.inputs {
        uses[number] -= 1
        guard uses[number] == 0, !keepsAll, let array = values[number] else { continue }
        live -= array.count * array.dataType.byteWidth
        values[number] = nil
      }
    }
    return values
  }

  private func run(
    _ operation: CheckedGraph.Operation, _ values: inout [NDArray?], _ live: inout Int
  ) throws(InferenceProblem) {
    let inputs = operation.inputs.map { $0.flatMap { values[$0] } }
    let types = try operation.kernel.infer(inputs.map { $0.map { ValueType(constant: $0) } })
    for type in types {
      let needed = live.addingReportingOverflow(try type.byteCount() ?? 0)
      live = needed.partialValue
      if needed.overflow || live > limit { throw .overBudget(needed: live, limit: limit) }
    }
    let outputs: [NDArray]
    if types.allSatisfy({ $0.value != nil }) {
      outputs = types.compactMap(\.value)
    } else {
      outputs = try operation.kernel.evaluate(inputs)
    }
    for (number, array) in zip(operation.outputs, outputs) {
      if let number {
        values[number] = array
      } else {
        live -= array.count * array.dataType.byteWidth
      }
    }
  }

  private func useCounts() -> [Int] {
    var uses = [Int](repeating: 0, count: graph.names.count)
    for operation in graph.operations {
      for case let number? in operation.inputs { uses[number] += 1 }
    }
    for (value, _) in graph.outputs { uses[value] += 1 }
    return uses
  }
}
