import Arrays
import ONNX

/// A model's graph after its form was checked: values are numbered, and every node has its kernel.
struct CheckedGraph: Sendable {
  /// One node, its values by number; nil leaves one out.
  struct Operation: Sendable {
    let name: String
    let operatorType: String
    /// What computes tensors from tensors, if there is such a part.
    let kernel: (any Kernel)?
    /// What computes other values or runs subgraphs, if there is such a part.
    let valueKernel: (any ValueKernel)?
    /// The values that the node names; then those that its subgraphs read from around them.
    let inputs: [Int?]
    let outputs: [Int?]
  }

  /// What the caller may give.
  struct Input: Sendable {
    let value: Int
    let info: ValueInfo
    /// The type of the elements; nil where it is no tensor of numbers.
    let dataType: DataType?
    /// What the file gives for it, if the caller does not.
    let defaultValue: Value?
  }

  /// The model's name in messages.
  let file: String
  /// The name of every value, by number.
  private(set) var names: [String] = []
  private(set) var inputs: [Input] = []
  private(set) var outputs: [(value: Int, info: ValueInfo)] = []
  /// Constants that the file holds and the caller cannot replace.
  private(set) var constants: [(value: Int, constant: Value)] = []
  private(set) var operations: [Operation] = []
  /// The values that a subgraph reads from around it, in the order in which it meets them.
  private(set) var captures: [(name: String, value: Int)] = []
  /// How often each value is read, by nodes and as an output.
  private(set) var uses: [Int] = []
  /// The values' numbers, and what lies around the graph: known only while it is checked.
  private var numbers: [String: Int] = [:]
  private var surroundings: Surroundings

  /// Checks a model.
  ///
  /// - Throws: `InferenceError`, the first thing that is wrong.
  init(_ model: Model, file: String) throws(InferenceError) {
    var opsets = model.opsets
    let inlined: Graph
    do {
      opsets[""] = try Self.opset(of: model)
      inlined = try FunctionInliner.inline(model)
    } catch {
      throw InferenceError(file: file, problem: error)
    }
    try self.init(inlined, Surroundings(file: file, opsets: opsets))
  }

  /// Checks a graph.
  ///
  /// - Throws: `InferenceError`, the first thing that is wrong.
  init(_ graph: Graph, _ surroundings: Surroundings) throws(InferenceError) {
    file = surroundings.file
    self.surroundings = surroundings
    do {
      try defineInputs(graph)
    } catch {
      throw InferenceError(file: file, problem: error)
    }
    for (index, node) in graph.nodes.enumerated() {
      do {
        try append(node, graph)
      } catch {
        throw InferenceError(
          file: file, nodeName: Self.displayName(node, index: index), problem: error)
      }
    }
    do {
      try defineOutputs(graph)
    } catch {
      throw InferenceError(file: file, problem: error)
    }
    countUses()
    // A subgraph's would keep the tables of all graphs around it.
    numbers = [:]
    self.surroundings = Surroundings(file: file, opsets: [:])
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
    var initializers: [String: Value] = [:]
    for tensor in graph.initializers {
      if tensor.name.isEmpty { throw .emptyName }
      guard initializers.updateValue(try Value(tensor), forKey: tensor.name) == nil else {
        throw .duplicateValue(tensor.name)
      }
    }
    for info in graph.inputs {
      if info.name.isEmpty { throw .emptyName }
      let initial = initializers.removeValue(forKey: info.name)
      inputs.append(
        Input(
          value: try define(info.name), info: info,
          dataType: try dataType(of: info, initial), defaultValue: initial))
    }
    for tensor in graph.initializers {
      guard let value = initializers[tensor.name] else { continue }
      constants.append((try define(tensor.name), value))
    }
  }

  private func dataType(
    of info: ValueInfo, _ initial: Value?
  ) throws(InferenceProblem) -> DataType? {
    if let initial, !initial.fits(info) {
      throw .argumentKind(info.name, found: initial.kind)
    }
    guard let declared = info.elementType else {
      if surroundings.depth > 0 || initial != nil { return initial?.array?.dataType }
      throw .unsupportedElementType(value: info.name, type: "that are not declared")
    }
    let type = DataType(declared)
    if type == nil && declared != .string {
      throw .unsupportedElementType(value: info.name, type: "\(declared)")
    }
    try checkedCount(knownExtents(info.shape ?? []))
    return info.containers.isEmpty ? type : nil
  }

  /// The number of a value that is defined in this graph or around it.
  private mutating func resolve(_ name: String) -> Int? {
    if let number = numbers[name] { return number }
    guard surroundings.scopes.contains(where: { $0[name] != nil }) else { return nil }
    let number = names.count
    numbers[name] = number
    names.append(name)
    captures.append((name, number))
    return number
  }

  /// A node's kernel, and the names of the values that its subgraphs read from around them. No copy of
  /// the table of numbers is left afterwards, so that it grows in place.
  private func kernel(
    for node: Node
  ) throws(InferenceProblem) -> (kernel: any NodeKernel, captures: [String]) {
    var reader = NodeReader(node, surroundings.entering(numbers))
    let kernel = try Registry.kernel(for: node, opsets: surroundings.opsets, &reader)
    return (kernel, reader.captures.names)
  }

  private mutating func append(_ node: Node, _ graph: Graph) throws(InferenceProblem) {
    let (kernel, captured) = try kernel(for: node)
    var read: [Int?] = []
    for name in node.inputs + captured {
      guard !name.isEmpty else {
        read.append(nil)
        continue
      }
      guard let number = resolve(name) else {
        throw Self.undefined(name, graph)
      }
      read.append(number)
    }
    var made: [Int?] = []
    for name in node.outputs { made.append(name.isEmpty ? nil : try define(name)) }
    operations.append(
      Operation(
        name: Self.displayName(node, index: operations.count), operatorType: node.operatorType,
        kernel: kernel as? any Kernel, valueKernel: kernel as? any ValueKernel, inputs: read,
        outputs: made))
  }

  private mutating func defineOutputs(_ graph: Graph) throws(InferenceProblem) {
    if graph.outputs.isEmpty { throw .noOutputs }
    var seen: Set<Int> = []
    for info in graph.outputs {
      guard let value = resolve(info.name) else { throw .undefinedValue(info.name) }
      guard seen.insert(value).inserted || surroundings.depth > 0 else {
        throw .duplicateValue(info.name)
      }
      outputs.append((value, info))
    }
  }

  private mutating func countUses() {
    uses = Array(repeating: 0, count: names.count)
    for operation in operations {
      for case let number? in operation.inputs { uses[number] += 1 }
    }
    for (value, _) in outputs { uses[value] += 1 }
  }

  /// Why a name is not defined where a node reads it: it is nowhere, only later, or by what reads it.
  private static func undefined(_ name: String, _ graph: Graph) -> InferenceProblem {
    let makers = makers(graph)
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
