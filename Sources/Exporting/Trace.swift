import Arrays
import Layers
import ONNX
import Tensors

/// One run of a function, recorded: the graph that it is written as, and the value that every node
/// had in the run.
struct Trace {
  /// The nodes and constants.
  let graph: Graph
  /// The tensors that the run computed, by the name of the value in the graph.
  let values: [(name: String, value: NDArray)]
  /// The node that makes each value in `values`.
  let nodeNames: [String: String]
  /// The shape that each input and each value in `values` had.
  let shapes: [String: [Int]]
  /// The names of the initializers that are parameters.
  let parameterNames: Set<String>

  /// Runs `function` on `inputs` and writes what it recorded at `opset`.
  init(_ function: ExportableFunction, on inputs: [Tensor], opset: Int) throws {
    let tracked = inputs.map { $0.tracked() }
    let outputs = withMode(.evaluation) { function.call(tracked) }
    guard outputs.count == function.outputs.count else {
      throw ExportError.wrongOutputCount(
        expected: function.outputs.count, found: outputs.count)
    }
    var writer = GraphWriter(function, opset: opset)
    writer.bind(tracked)
    try writer.write(RecordedComputation(of: outputs))
    try writer.finish(outputs)
    graph = writer.graph
    values = writer.values
    nodeNames = writer.nodeNames
    shapes = Dictionary(
      zip(function.inputs.map(\.name), inputs.map(\.shape))
        + values.map { ($0.name, $0.value.shape) }, uniquingKeysWith: { first, _ in first })
    parameterNames = Set(function.parameters.map(\.name))
  }
}

/// Turns a recorded computation into a graph.
struct GraphWriter {
  private let function: ExportableFunction
  private var builder: GraphBuilder
  private var written: [UInt64: GraphBuilder.Value] = [:]
  private let parameterNames: [UInt64: String]
  private var steps: [(value: String, array: NDArray)] = []
  private var inputInfos: [ValueInfo] = []
  private var outputInfos: [ValueInfo] = []
  private var renamed: [String: String] = [:]

  init(_ function: ExportableFunction, opset: Int) {
    self.function = function
    builder = GraphBuilder(opset: opset)
    var names: [UInt64: String] = [:]
    for named in function.parameters {
      if let number = named.parameter.value.recordNumber { names[number] = named.name }
    }
    parameterNames = names
    // Given names first, so that they stay exactly as given.
    for name in function.inputs.map(\.name) + function.outputs { _ = builder.uniqueName(name) }
  }

  /// Makes the inputs known.
  mutating func bind(_ inputs: [Tensor]) {
    for (signature, tensor) in zip(function.inputs, inputs) {
      let type = GraphBuilder.ValueType(tensor.dataType.elementType, tensor.shape)
      if let number = tensor.recordNumber {
        written[number] = GraphBuilder.Value(name: signature.name, type: type)
      }
      inputInfos.append(
        ValueInfo(
          name: signature.name, elementType: type.elementType,
          shape: signature.extents.map { extent in
            switch extent {
            case .fixed(let count): .fixed(count)
            case .dynamic(let name, _): .named(name)
            }
          }))
    }
  }

  /// Writes every step, and reports all that the opset cannot express together.
  mutating func write(_ computation: RecordedComputation) throws {
    var inexpressible: [String] = []
    /// The module that made each value, or the last one before it.
    var modules: [UInt64: String] = [:]
    for step in computation.steps {
      let inputs = step.inputs.map { value(of: $0) }
      let module = step.inputs.lazy.compactMap(scope).first
      let before = step.inputs.lazy.compactMap { $0.recordNumber.flatMap { modules[$0] } }.first
      builder.scope = module ?? ""
      if let number = step.output.recordNumber { modules[number] = module ?? before }
      let type = GraphBuilder.ValueType(step.output.dataType.elementType, step.output.shape)
      do {
        let value = try step.operation.lower(inputs, to: &builder, type: type)
        if let number = step.output.recordNumber { written[number] = value }
        steps.append((value.name, step.output.array))
      } catch let error as LoweringError {
        let place = module.map { "in \($0)" } ?? before.map { "after \($0)" } ?? "at the start"
        inexpressible.append("\(error.operation) \(place) \(error.need)")
        if let number = step.output.recordNumber {
          written[number] = GraphBuilder.Value(name: "", type: type)
        }
      }
    }
    if !inexpressible.isEmpty {
      throw ExportError.inexpressible(
        opset: builder.opset, operators: inexpressible)
    }
  }

  /// Gives the outputs their names.
  mutating func finish(_ outputs: [Tensor]) throws {
    builder.scope = ""
    let produced = Set(builder.nodes.flatMap(\.outputs))
    for (name, tensor) in zip(function.outputs, outputs) {
      var value = value(of: tensor)
      // An input, a constant, or a value that is an output already needs a node of its own.
      if !produced.contains(value.name) || renamed[value.name] != nil {
        value = builder.append("Identity", [value])
      }
      renamed[value.name] = name
      outputInfos.append(
        ValueInfo(
          name: name, elementType: value.type.elementType,
          shape: value.shape.map { .fixed($0) }))
    }
  }

  /// The value that stands for a tensor; a constant becomes an initializer.
  private mutating func value(of tensor: Tensor) -> GraphBuilder.Value {
    guard let number = tensor.recordNumber else {
      return builder.constant(TensorValue(tensor.array))
    }
    if let value = written[number] { return value }
    let name = parameterNames[number] ?? "constant"
    let value = builder.initializer(TensorValue(name: name, tensor.array))
    written[number] = value
    return value
  }

  /// The path of the module that a parameter belongs to.
  private func scope(of tensor: Tensor) -> String? {
    guard let name = tensor.recordNumber.flatMap({ parameterNames[$0] }),
      let dot = name.lastIndex(of: ".")
    else { return nil }
    return String(name[..<dot])
  }

  private func final(_ name: String) -> String { renamed[name] ?? name }

  var graph: Graph {
    Graph(
      name: function.name, inputs: inputInfos, outputs: outputInfos,
      initializers: builder.initializers,
      nodes: builder.nodes.map { node in
        var node = node
        node.inputs = node.inputs.map(final)
        node.outputs = node.outputs.map(final)
        return node
      })
  }

  var values: [(name: String, value: NDArray)] {
    steps.map { (final($0.value), $0.array) }
  }

  var nodeNames: [String: String] {
    var names: [String: String] = [:]
    for node in builder.nodes {
      for output in node.outputs { names[final(output)] = node.name }
    }
    return names
  }
}
