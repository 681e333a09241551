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
  /// The extent that open axes had in the trace.
  public static let tracedSize = 2

  /// Traces `function` with dummy inputs and writes it at `opset`.
  ///
  /// The function is run twice, with open axes at two different sizes, and must give the same graph
  /// both times: so nothing in the file depends on the size or on hidden randomness.
  ///
  /// - Parameters:
  ///   - function: What to export.
  ///   - opset: The version of the standard operator set to write.
  ///   - metadata: Facts to keep in the file, such as those of the training.
  /// - Throws: `ExportError`.
  public init(
    tracing function: ExportableFunction, opset: Int,
    metadata: [(key: String, value: String)] = []
  ) throws {
    guard Opset.supported.contains(opset) else {
      throw ExportError.unsupportedOpset(opset, supported: Opset.supported)
    }
    try Self.checkNames(function)
    let first = try Trace(
      function, on: Self.dummies(function) { _ in Self.tracedSize }, opset: opset)
    let second = try Trace(
      function, on: Self.dummies(function) { _ in Self.tracedSize + 1 }, opset: opset)
    var graph = first.graph
    try Self.compare(first.graph, second.graph, function)
    graph.outputs = zip(first.graph.outputs, second.graph.outputs).map {
      Self.openAxes(of: $0, $1, function)
    }
    self.function = function
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

  /// Finds the first node in which two traces differ.
  private static func compare(
    _ first: Graph, _ second: Graph, _ function: ExportableFunction
  ) throws {
    if first.nodes == second.nodes && first.initializers == second.initializers { return }
    let axes = Array(Set(function.inputs.flatMap(\.dynamicAxes))).sorted()
    for (a, b) in zip(first.nodes, second.nodes) where a != b {
      throw ExportError.dependsOnSize(node: a.name, axes: axes)
    }
    let pairs = zip(first.initializers, second.initializers)
    guard let (a, b) = pairs.first(where: { $0 != $1 }) else {
      let node = first.nodes.last?.name ?? function.name
      throw ExportError.dependsOnSize(node: node, axes: axes)
    }
    let reader = first.nodes.first { $0.inputs.contains(a.name) }?.name ?? a.name
    // Shapes and bounds are integers; only drawn numbers differ in value alone.
    if a.elementType == .int64 || a.shape != b.shape {
      throw ExportError.dependsOnSize(node: reader, axes: axes)
    }
    throw ExportError.hiddenRandomness(node: reader)
  }

  /// An output's type with the axes left open whose extents followed an open input axis.
  private static func openAxes(
    of first: ValueInfo, _ second: ValueInfo, _ function: ExportableFunction
  ) -> ValueInfo {
    var info = first
    let names = function.inputs.flatMap(\.dynamicAxes)
    let pairs = zip(first.shape ?? [], second.shape ?? [])
    info.shape = pairs.map { a, b in
      if a == b { return a }
      return a == .fixed(tracedSize) && Set(names).count == 1 ? .named(names[0]) : .unknown
    }
    return info
  }
}
