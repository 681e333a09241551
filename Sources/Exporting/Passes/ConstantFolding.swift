import Arrays
import Inference
import ONNX
import Tensors

/// Computes nodes whose inputs are all constants, so that the file holds their results.
struct ConstantFolding {
  /// The graph with such nodes replaced by initializers, and initializers that nothing reads left out.
  ///
  /// - Throws: `InferenceError` where the engine refuses a node.
  static func apply(to graph: Graph, opset: Int) throws -> Graph {
    var constants = Dictionary(
      graph.initializers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let outputs = Set(graph.outputs.map(\.name))
    var result = graph
    result.nodes = []
    for node in graph.nodes {
      let inputs = node.inputs.filter { !$0.isEmpty }
      let isOutput = node.outputs.contains(where: outputs.contains)
      guard !inputs.isEmpty, !isOutput, inputs.allSatisfy({ constants[$0] != nil }) else {
        result.nodes.append(node)
        continue
      }
      for tensor in try evaluate(node, inputs.compactMap { constants[$0] }, opset) {
        constants[tensor.name] = tensor
        result.initializers.append(tensor)
      }
    }
    return result.withoutUnreadInitializers()
  }

  private static func evaluate(
    _ node: Node, _ inputs: [TensorValue], _ opset: Int
  ) throws -> [TensorValue] {
    let outputs = node.outputs.filter { !$0.isEmpty }
    let names = Set(inputs.map(\.name))
    let graph = Graph(
      name: "constant",
      outputs: outputs.map { ValueInfo(name: $0, elementType: nil, shape: nil) },
      initializers: names.sorted().compactMap { name in inputs.first { $0.name == name } },
      nodes: [node])
    let session = try InferenceSession(
      model: Model(irVersion: Opset.irVersion(for: opset), opsets: ["": opset], graph: graph))
    let values = try session.run([:])
    return outputs.compactMap { name in values[name].map { TensorValue(name: name, $0) } }
  }
}

extension Graph {
  /// The graph without initializers that nothing reads.
  func withoutUnreadInitializers() -> Graph {
    let read = Set(nodes.flatMap(\.inputs) + outputs.map(\.name))
    var result = self
    result.initializers = initializers.filter { read.contains($0.name) }
    return result
  }
}
