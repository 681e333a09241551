import Arrays
import Inference
import ONNX

/// A model without its input of labels: what its first nodes make of a label, such as a row with a single
/// 1, is an input in their place, and is known for each class.
///
/// Plans are of float32 alone, so a model that takes labels becomes one only in this form.
struct ClassInputs {
  /// The model that takes the values instead of labels.
  let model: Model
  /// For each new input by name, its elements for each class.
  let values: [String: [[Float]]]

  /// Takes a model apart.
  ///
  /// - Parameters:
  ///   - model: A model whose int64 inputs, if any, are labels.
  ///   - session: The same model.
  ///   - shapes: The shape of each input, by name.
  ///   - classes: The number of classes.
  /// - Returns: nil where what is made of a label is not float32.
  /// - Throws: `InferenceError` where the model cannot be run.
  init?(
    _ model: Model, session: InferenceSession, shapes: [String: [Int]], classes: Int
  ) throws {
    let labels = model.graph.inputs.filter { $0.elementType == .int64 }.map(\.name)
    let (first, rest) = Self.split(model.graph, after: Set(labels))
    let reads = rest.flatMap(\.inputs) + model.graph.outputs.map(\.name)
    let made = Set(first.flatMap(\.outputs)).union(labels).intersection(reads).sorted()
    var values: [String: [[Float]]] = [:]
    var infos: [ValueInfo] = []
    for label in 0..<(labels.isEmpty ? 0 : classes) {
      let arguments = Dictionary(
        uniqueKeysWithValues: shapes.map { name, shape in
          let isLabel = labels.contains(name)
          return (name, isLabel ? Self.filled(shape, Int64(label)) : NDArray.zeros(shape))
        })
      let found = try session.runKeepingIntermediates(arguments)
      for name in made {
        guard let array = found[name], array.dataType == .float32 else { return nil }
        values[name, default: []].append(array.contiguous().scalars(Float.self))
        if label == 0 {
          infos.append(
            ValueInfo(name: name, elementType: .float, shape: array.shape.map { .fixed($0) }))
        }
      }
    }
    var graph = model.graph
    graph.inputs = graph.inputs.filter { !labels.contains($0.name) } + infos
    graph.nodes = rest
    graph.valueInfos = []
    var cut = model
    cut.graph = graph
    (self.model, self.values) = (cut, values)
  }

  private static func filled(_ shape: [Int], _ label: Int64) -> NDArray {
    NDArray([Int64](repeating: label, count: shape.reduce(1, *)), shape: shape)
  }

  /// The nodes that read labels and constants alone, and the others.
  private static func split(_ graph: Graph, after labels: Set<String>) -> ([Node], [Node]) {
    var fromLabels = labels
    var constants = Set(graph.initializers.map(\.name)).union([""])
    var first: [Node] = []
    var rest: [Node] = []
    for node in graph.nodes {
      let isConstant = node.inputs.allSatisfy(constants.contains)
      let isEarly = node.inputs.allSatisfy { constants.contains($0) || fromLabels.contains($0) }
      if isEarly && !isConstant {
        first.append(node)
        fromLabels.formUnion(node.outputs)
      } else {
        rest.append(node)
        if isConstant { constants.formUnion(node.outputs) }
      }
    }
    return (first, rest)
  }
}
