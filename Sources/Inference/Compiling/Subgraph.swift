import Arrays
import ONNX
import ONNXFiles

/// A graph that is an attribute of a node, ready to run.
struct Subgraph: Sendable {
  let graph: CheckedGraph
  /// What is known without its inputs and the values around it.
  private let known: TypedGraph
  /// For each value from around the graph, which input of the node it is.
  private let captures: [Int]

  /// The most bytes of the constants that are found while a subgraph is checked.
  private static let foldingLimit = 1 << 24

  /// Checks a subgraph.
  ///
  /// - Parameters:
  ///   - graph: The graph.
  ///   - surroundings: What it sees.
  ///   - inputCount: The number of values that its node names.
  ///   - captured: The values from around the node's subgraphs, which follow those that it names.
  init(
    _ graph: Graph, _ surroundings: Surroundings, inputCount: Int, _ captured: inout CaptureList
  ) throws(InferenceProblem) {
    guard surroundings.depth <= ModelFile.maximumDepth else {
      throw .nestedTooDeeply(limit: ModelFile.maximumDepth)
    }
    do {
      self.graph = try CheckedGraph(graph, surroundings)
      known = try TypedGraph(
        self.graph, inputTypes: self.graph.inputs.map { _ in nil }, limit: Self.foldingLimit)
    } catch {
      throw Self.problem(error)
    }
    var places: [Int] = []
    for (name, _) in self.graph.captures { places.append(inputCount + captured.place(of: name)) }
    captures = places
  }

  /// The number of its inputs.
  var inputCount: Int { graph.inputs.count }
  /// The number of its outputs.
  var outputCount: Int { graph.outputs.count }

  /// Requires a number of inputs and outputs.
  func require(_ name: String, inputs: Int, outputs: Int) throws(InferenceProblem) {
    guard inputCount == inputs, outputCount == outputs else {
      throw .invalidAttribute(
        name,
        reason:
          "it has \(inputCount) inputs and \(outputCount) outputs, not \(inputs) and \(outputs)"
      )
    }
  }

  /// Runs the graph.
  ///
  /// - Parameters:
  ///   - arguments: Its inputs, in order.
  ///   - inputs: All inputs of the node, among them the values from around the graph.
  ///   - budget: What the run may use.
  /// - Returns: Its outputs, which are not counted in the budget.
  func run(
    _ arguments: [Value], in inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] {
    let values: [Value?]
    do {
      values = try Interpreter(graph: graph, known: known, budget: budget)
        .run(arguments, captured: captures.map { inputs.optional($0) })
    } catch {
      throw Self.problem(error)
    }
    var results: [Value] = []
    for (number, info) in graph.outputs {
      guard let value = values[number] else { throw .undefinedValue(info.name) }
      results.append(value)
    }
    return results
  }

  /// The types of the outputs, from those of its inputs and of all the node's.
  func infer(
    _ arguments: [ValueType?], in inputs: [ValueType?], limit: Int
  ) throws(InferenceProblem) -> [ValueType?] {
    do {
      let typed = try TypedGraph(
        graph, inputTypes: arguments, captured: captures.map { inputs.optional($0) }, limit: limit)
      return graph.outputs.map { typed.types[$0.value] }
    } catch {
      throw Self.problem(error)
    }
  }

  private static func problem(_ error: InferenceError) -> InferenceProblem {
    error.nodeName.map { .inside(node: $0, error.problem) } ?? error.problem
  }
}
