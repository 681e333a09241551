import Arrays
import Layers
import ONNX
import Tensors

/// A function that was traced and written as an ONNX model.
public struct TracedModel {
  /// The model.
  public let model: Model
  /// The function that it was traced from.
  public let function: ExportableFunction
  /// What is right but may surprise, such as an input that nothing reads; one line each.
  public let warnings: [String]
  /// Traces `function` with dummy inputs and writes it at `opset`.
  ///
  /// The function is run at several sizes of the open axes. What differs between the runs is written
  /// as an expression over the inputs' sizes, so that the file holds for every size; what cannot be
  /// expressed, and hidden randomness, is refused.
  ///
  /// - Parameters:
  ///   - function: What to export.
  ///   - opset: The version of the standard operator set to write.
  ///   - metadata: Facts to keep in the file, such as those of the training.
  ///   - foldConstants: Whether what depends on weights alone is computed now, and batch normalisation
  ///     put into the convolution before it. Weights then lose their names.
  /// - Throws: `ExportError`.
  public init(
    tracing function: ExportableFunction, opset: Int,
    metadata: [(key: String, value: String)] = [], foldConstants: Bool = false
  ) throws {
    guard Opset.supported.contains(opset) else {
      throw ExportError.unsupportedOpset(opset, supported: Opset.supported)
    }
    try Self.checkNames(function)
    let sizes = TraceSizes(function.inputs)
    func trace(_ trial: Int) throws -> Trace {
      try Trace(
        function, on: Self.dummies(function) { sizes.size(of: $0, in: trial) }, opset: opset)
    }
    let traces = try sizes.trials.indices.map(trace)
    var graph: Graph
    do {
      var unifier = GraphUnifier(traces, sizes, opset: opset)
      graph = try unifier.unify()
    } catch let error as ExportError {
      if let node = try Self.firstDifference(traces[0].graph, trace(0).graph) {
        throw ExportError.hiddenRandomness(node: node)
      }
      throw error
    }
    graph.outputs = graph.outputs.indices.map { index in
      Self.openAxes(of: traces.map { $0.graph.outputs[index] }, sizes)
    }
    if foldConstants {
      graph = try BatchNormalizationFolding.apply(
        to: ConstantFolding.apply(to: graph, opset: opset))
    }
    self.function = function
    let read = Set(graph.nodes.flatMap(\.inputs))
    warnings = function.inputs.filter { !read.contains($0.name) }.map {
      "the input '\($0.name)' has no influence on the outputs; it stays an input of the file"
    }
    model = Model(
      irVersion: Opset.irVersion(for: opset), opsets: ["": opset], producerName: "Tessera",
      producerVersion: TesseraVersion.current, metadata: metadata, graph: graph)
  }

  /// Inputs for a trace.
  private static func dummies(
    _ function: ExportableFunction, _ size: (String) -> Int
  ) -> [Tensor] {
    var generator = RandomGenerator(seed: 0, stream: 0x7261_6365)
    return function.inputs.map { $0.sample($0.shape(size), &generator) }
  }

  private static func checkNames(_ function: ExportableFunction) throws {
    var seen: Set<String> = []
    let names = function.inputs.map(\.name) + function.outputs + function.parameters.map(\.name)
    for name in names {
      if name.isEmpty { throw ExportError.emptyName }
      if !seen.insert(name).inserted { throw ExportError.duplicateName(name) }
    }
  }

  /// The first node in which two traces of the same sizes differ.
  private static func firstDifference(_ first: Graph, _ second: Graph) -> String? {
    for (a, b) in zip(first.nodes, second.nodes) where a != b { return a.name }
    let pairs = zip(first.initializers, second.initializers)
    guard let (changed, _) = pairs.first(where: { $0 != $1 }) else { return nil }
    return first.nodes.first { $0.inputs.contains(changed.name) }?.name ?? changed.name
  }

  /// An output's type with the axes left open whose extents differ between the traces, under the name
  /// of the open input axis that they follow.
  private static func openAxes(of traced: [ValueInfo], _ sizes: TraceSizes) -> ValueInfo {
    var info = traced[0]
    info.shape = info.shape?.indices.map { axis in
      let extents = traced.map { $0.shape?[axis] }
      if extents.allSatisfy({ $0 == extents[0] }) { return extents[0] ?? .unknown }
      let name = sizes.axes.indices.first { index in
        extents == sizes.trials.map { .fixed($0[index]) }
      }
      return name.map { .named(sizes.axes[$0]) } ?? .unknown
    }
    return info
  }
}
