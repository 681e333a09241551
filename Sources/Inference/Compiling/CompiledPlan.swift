import Arrays
import Executing

/// A plan for one combination of input shapes, and how its inputs and outputs relate to the graph's.
struct CompiledPlan: Sendable {
  /// Where an output of the graph comes from.
  enum Output: Sendable {
    /// It does not depend on the inputs.
    case constant(NDArray)
    /// It is this input of the graph.
    case input(Int)
    /// It is this output of the plan.
    case computed(Int)
  }

  let plan: Plan
  let constants: [ConstantBuffer]
  /// For each input of the plan, the graph's input that it is.
  let inputs: [Int]
  /// The shape of each output of the plan.
  let outputShapes: [[Int]]
  /// For each output of the graph, where it comes from.
  let outputs: [Output]

  /// Compiles a graph in which all shapes are known.
  ///
  /// - Parameters:
  ///   - graph: The graph.
  ///   - typed: The types of its values.
  ///   - constants: Constants that were prepared for other input shapes.
  ///   - limit: The most bytes that the arena and the outputs may have.
  /// - Returns: nil where a node has no instructions: the interpreter runs such graphs.
  /// - Throws: `InferenceError` where memory does not suffice.
  init?(
    _ graph: CheckedGraph, _ typed: TypedGraph, constants cache: ConstantCache, limit: Int
  ) throws(InferenceError) {
    let liveness = Liveness(graph, typed)
    guard liveness.isPlannable else { return nil }
    var builder = PlanBuilder(types: typed.types, uses: liveness.uses, constants: cache)
    var inputs: [Int] = []
    for (index, input) in graph.inputs.enumerated() where liveness.uses[input.value] > 0 {
      guard let type = typed.types[input.value], type.value == nil, let extents = type.extents
      else { continue }
      builder.define(input: inputs.count, value: input.value, count: extents.reduce(1, *))
      inputs.append(index)
    }
    for operation in liveness.operations {
      do {
        let node = PlannedNode(operation: operation, types: typed.types)
        guard try operation.kernel?.lower(node, to: &builder) == true else { return nil }
      } catch {
        throw graph.error(operation, error)
      }
    }
    self.inputs = inputs
    do {
      (outputs, outputShapes) = try Self.finish(graph, typed, &builder)
    } catch {
      throw InferenceError(file: graph.file, problem: error)
    }
    // Of so many elements, no sum below can be counted.
    let bound = builder.buffers.reduce(0) { min($0 + $1.count, Self.elementLimit) }
    if bound == Self.elementLimit {
      throw InferenceError(file: graph.file, problem: .overBudget(needed: Int.max, limit: limit))
    }
    plan = MemoryPlanner.plan(builder.buffers, builder.instructions.compactMap { $0 })
    constants = builder.constants
    let needed =
      4 * (outputShapes.reduce(plan.arenaCount) { $0 + $1.reduce(1, *) })
    if needed > limit {
      throw InferenceError(file: graph.file, problem: .overBudget(needed: needed, limit: limit))
    }
  }

  /// More elements than the buffers of any plan have.
  private static let elementLimit = 1 << 60

  private static func finish(
    _ graph: CheckedGraph, _ typed: TypedGraph, _ builder: inout PlanBuilder
  ) throws(InferenceProblem) -> (outputs: [Output], shapes: [[Int]]) {
    var outputs: [Output] = []
    var shapes: [[Int]] = []
    for (value, _) in graph.outputs {
      if let constant = typed.types[value]?.value {
        outputs.append(.constant(constant))
      } else if let index = graph.inputs.firstIndex(where: { $0.value == value }) {
        outputs.append(.input(index))
      } else {
        try builder.finish(output: shapes.count, value: value)
        outputs.append(.computed(shapes.count))
        shapes.append(typed.types[value]?.extents ?? [])
      }
    }
    return (outputs, shapes)
  }
}

/// Which operations a graph's outputs need, and how often each value is read by them.
private struct Liveness {
  private(set) var operations: [CheckedGraph.Operation] = []
  private(set) var uses: [Int]
  /// Whether everything that is computed is float32 and of known shape.
  private(set) var isPlannable = true

  init(_ graph: CheckedGraph, _ typed: TypedGraph) {
    uses = Array(repeating: 0, count: graph.names.count)
    for (value, _) in graph.outputs { uses[value] += 1 }
    for operation in graph.operations.reversed() {
      let needed = operation.outputs.compactMap { $0 }.filter {
        uses[$0] > 0 && typed.types[$0]?.value == nil
      }
      if needed.isEmpty { continue }
      operations.append(operation)
      let inputs = operation.inputs.compactMap { $0 }
      for value in inputs { uses[value] += 1 }
      let computed = needed + inputs.filter { typed.types[$0]?.value == nil }
      if !computed.allSatisfy({ Self.isPlannable(typed.types[$0]) }) { isPlannable = false }
    }
    operations.reverse()
  }

  private static func isPlannable(_ type: ValueType?) -> Bool {
    type?.dataType == .float32 && type?.extents != nil
  }
}
