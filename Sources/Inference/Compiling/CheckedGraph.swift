import Arrays
import ONNX

/// A model's graph after its form was checked: values are numbered, and every node has its kernel.
struct CheckedGraph: Sendable {
  /// One node, its values by number; nil leaves one out.
  struct Operation: Sendable {
    let name: String
    let operatorType: String
    let kernel: any Kernel
    let inputs: [Int?]
    let outputs: [Int?]
  }

  /// What the caller may give.
  struct Input: Sendable {
    let value: Int
    let info: ValueInfo
    let dataType: DataType
    /// What the file gives for it, if the caller does not.
    let defaultValue: NDArray?
  }

  /// The model's name in messages.
  let file: String
  /// The name of every value, by number.
  private(set) var names: [String] = []
  private(set) var inputs: [Input] = []
  private(set) var outputs: [(value: Int, info: ValueInfo)] = []
  /// Constants that the file holds and the caller cannot replace.
  private(set) var constants: [(value: Int, array: NDArray)] = []
  private(set) var operations: [Operation] = []
  private var numbers: [String: Int] = [:]

  /// Checks a model.
  ///
  /// - Throws: `InferenceError`, the first thing that is wrong.
  init(_ model: Model, file: String) throws(InferenceError) {
    self.file = file
    let opset: Int
    do {
      opset = try Self.opset(of: model)
      try defineInputs(model.graph)
    } catch {
      throw InferenceError(file: file, problem: error)
    }
    let makers = Self.makers(model.graph)
    for (index, node) in model.graph.nodes.enumerated() {
      do {
        try append(node, opset: opset, imports: model.opsets, makers: makers, graph: model.graph)
      } catch {
        throw InferenceError(
          file: file, nodeName: Self.displayName(node, index: index), problem: error)
      }
    }
    do {
      try defineOutputs(model.graph)
    } catch {
      throw InferenceError(file: file, problem: error)
    }
  }

  /// An error of one of the graph's nodes.
  func error(_ operation: Operation, _ problem: InferenceProblem) -> InferenceError {
    InferenceError(file: file, nodeName: operation.name, problem: problem)
  }

  /// A node's name, or what stands for it in messages where it has none.
  static func displayName(_ node: Node, index: Int) -> String {
    node.name.isEmpty ? "\(node.operatorType) #\(index)" : node.name
  }

  private static func opset(of model: Model) throws(InferenceProblem) -> Int {
    guard let opset = model.opset else {
      if let domain = model.opsets.keys.min() { throw .unknownDomain(domain) }
      throw .missingOpset
    }
    guard Registry.supportedOpsets.contains(opset) else {
      throw .unsupportedOpset(opset, supported: Registry.supportedOpsets)
    }
    return opset
  }

  private static func makers(_ graph: Graph) -> [String: Int] {
    var makers: [String: Int] = [:]
    for (index, node) in graph.nodes.enumerated() {
      for output in node.outputs where !output.isEmpty { makers[output] = index }
    }
    return makers
  }

  private mutating func define(_ name: String) throws(InferenceProblem) -> Int {
    guard numbers[name] == nil else { throw .duplicateValue(name) }
    numbers[name] = names.count
    names.append(name)
    return names.count - 1
  }

  private mutating func defineInputs(_ graph: Graph) throws(InferenceProblem) {
    var initializers: [String: NDArray] = [:]
    for tensor in graph.initializers {
      if tensor.name.isEmpty { throw .emptyName }
      guard initializers.updateValue(try NDArray(tensor), forKey: tensor.name) == nil else {
        throw .duplicateValue(tensor.name)
      }
    }
    for info in graph.inputs {
      if info.name.isEmpty { throw .emptyName }
      let initial = initializers.removeValue(forKey: info.name)
      inputs.append(
        Input(
          value: try define(info.name), info: info,
          dataType: try Self.dataType(of: info, initial), defaultValue: initial))
    }
    for tensor in graph.initializers {
      guard let array = initializers[tensor.name] else { continue }
      constants.append((try define(tensor.name), array))
    }
  }

  private static func dataType(
    of info: ValueInfo, _ initial: NDArray?
  ) throws(InferenceProblem) -> DataType {
    guard let declared = info.elementType else {
      if let initial { return initial.dataType }
      throw .unsupportedElementType(value: info.name, type: "that are not declared")
    }
    guard let type = DataType(declared) else {
      throw .unsupportedElementType(value: info.name, type: "\(declared)")
    }
    if let initial { try initial.dataType.require(type) }
    try checkedCount(knownExtents(info.shape ?? []))
    return type
  }

  private mutating func append(
    _ node: Node, opset: Int, imports: [String: Int], makers: [String: Int], graph: Graph
  ) throws(InferenceProblem) {
    guard node.domain.isEmpty || node.domain == "ai.onnx" else {
      throw .unknownDomain(node.domain)
    }
    var reader = NodeReader(node)
    let kernel = try Registry.kernel(for: node.operatorType, opset: opset, &reader)
    var read: [Int?] = []
    for name in node.inputs {
      if !name.isEmpty && numbers[name] == nil {
        throw Self.undefined(name, makers: makers, graph: graph)
      }
      read.append(name.isEmpty ? nil : numbers[name])
    }
    var made: [Int?] = []
    for name in node.outputs { made.append(name.isEmpty ? nil : try define(name)) }
    operations.append(
      Operation(
        name: Self.displayName(node, index: operations.count), operatorType: node.operatorType,
        kernel: kernel, inputs: read, outputs: made))
  }

  private mutating func defineOutputs(_ graph: Graph) throws(InferenceProblem) {
    if graph.outputs.isEmpty { throw .noOutputs }
    var seen: Set<Int> = []
    for info in graph.outputs {
      guard let value = numbers[info.name] else { throw .undefinedValue(info.name) }
      guard seen.insert(value).inserted else { throw .duplicateValue(info.name) }
      outputs.append((value, info))
    }
  }

  /// Why a name is not defined where a node reads it: it is nowhere, only later, or by what reads it.
  private static func undefined(
    _ name: String, makers: [String: Int], graph: Graph
  ) -> InferenceProblem {
    guard let maker = makers[name] else { return .undefinedValue(name) }
    if let cycle = cycle(through: maker, makers: makers, graph: graph) {
      return .cycle(nodes: cycle.map { displayName(graph.nodes[$0], index: $0) })
    }
    return .useBeforeDefinition(
      value: name, definedBy: displayName(graph.nodes[maker], index: maker))
  }

  /// A way from a node back to itself, against the flow of values, if there is one.
  private static func cycle(through start: Int, makers: [String: Int], graph: Graph) -> [Int]? {
    var pending = [start]
    var cameFrom: [Int: Int] = [:]
    while let node = pending.popLast() {
      for input in graph.nodes[node].inputs {
        guard let maker = makers[input] else { continue }
        if maker == start {
          var path = [node]
          while let last = path.last, last != start, let next = cameFrom[last] { path.append(next) }
          return path
        }
        if cameFrom[maker] == nil {
          cameFrom[maker] = node
          pending.append(maker)
        }
      }
    }
    return nil
  }
}
