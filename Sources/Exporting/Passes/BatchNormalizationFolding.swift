import Arrays
import Inference
import ONNX
import Tensors

/// Puts a batch normalisation by constants into the convolution before it: the weights of each output
/// channel are scaled, and the bias moved.
///
/// With s = γ / √(σ² + ε): W′ = s W and b′ = s (b − μ) + β.
struct BatchNormalizationFolding {
  private var constants: [String: TensorValue]
  private var graph: Graph
  private let readers: [String: Int]

  /// The graph with every such pair joined.
  static func apply(to graph: Graph) throws -> Graph {
    var pass = BatchNormalizationFolding(graph)
    for index in graph.nodes.indices { try pass.fold(index) }
    let gone = Set(pass.joined)
    pass.graph.nodes = pass.graph.nodes.enumerated().filter { !gone.contains($0.offset) }
      .map(\.element)
    return pass.graph.withoutUnreadInitializers()
  }

  private var joined: [Int] = []

  private init(_ graph: Graph) {
    self.graph = graph
    constants = Dictionary(
      graph.initializers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var readers: [String: Int] = [:]
    for name in graph.nodes.flatMap(\.inputs) + graph.outputs.map(\.name) {
      readers[name, default: 0] += 1
    }
    self.readers = readers
  }

  private mutating func fold(_ index: Int) throws {
    let node = graph.nodes[index]
    guard node.operatorType == "BatchNormalization", node.outputs.count == 1,
      let before = graph.nodes.firstIndex(where: { $0.outputs.contains(node.inputs[0]) }),
      graph.nodes[before].operatorType == "Conv", readers[node.inputs[0]] == 1,
      let weight = try constant(graph.nodes[before].inputs[1])
    else { return }
    let bias = graph.nodes[before].inputs.count > 2 ? graph.nodes[before].inputs[2] : ""
    let numbers = try node.inputs.dropFirst().map { try constant($0) }.compactMap { $0 }
    guard numbers.count == 4, bias.isEmpty || constants[bias] != nil else { return }
    var epsilon = 1e-5
    if case .float(let value)? = node.attributes["epsilon"] { epsilon = Double(value) }
    let scale = numbers[0] / (numbers[3] + epsilon).sqrt()
    let offset = try constant(bias) ?? .zeros(numbers[2].shape, weight.dataType)
    let perChannel = scale.reshaped(to: [scale.count] + weight.shape.dropFirst().map { _ in 1 })
    let name = graph.nodes[before].inputs[1]
    let names = (weight: "\(name).folded", bias: "\(bias.isEmpty ? name : bias).folded_bias")
    graph.initializers += [
      TensorValue(name: names.weight, (weight * perChannel).array),
      TensorValue(name: names.bias, ((offset - numbers[2]) * scale + numbers[1]).array),
    ]
    graph.nodes[before].inputs = [graph.nodes[before].inputs[0], names.weight, names.bias]
    graph.nodes[before].outputs = node.outputs
    joined.append(index)
  }

  private func constant(_ name: String) throws -> Tensor? {
    try constants[name].map { Tensor(try NDArray($0)) }
  }
}
