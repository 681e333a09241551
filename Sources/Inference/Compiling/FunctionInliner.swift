import ONNX

/// Replaces calls of the functions that a model defines by the functions' nodes.
///
/// Values inside a function get names of their own for each call. How deep functions call each other
/// is bounded, and so is what all calls become together.
struct FunctionInliner {
  /// How deep functions may call each other.
  static let maximumDepth = 32
  /// The most nodes that all calls may become.
  static let maximumNodes = 1 << 20
  /// Names count as nodes too: this many bytes as one.
  private static let bytesPerNode = 64

  private let functions: [[String]: Function]
  private let opsets: [String: Int]
  private var callCount = 0
  private var cost = 0
  private var active: [[String]] = []

  private init(_ model: Model) {
    functions = Dictionary(
      model.functions.map { ([$0.domain, $0.name], $0) }, uniquingKeysWith: { first, _ in first })
    opsets = model.opsets
  }

  /// A model's graph without calls.
  ///
  /// - Throws: Where a call does not fit its function, or functions go beyond the bounds.
  static func inline(_ model: Model) throws(InferenceProblem) -> Graph {
    if model.functions.isEmpty { return model.graph }
    var inliner = FunctionInliner(model)
    return try inliner.inline(model.graph)
  }

  private mutating func inline(_ graph: Graph) throws(InferenceProblem) -> Graph {
    var result = graph
    result.nodes = []
    for node in graph.nodes { try append(node, to: &result.nodes) }
    return result
  }

  private mutating func append(
    _ node: Node, to nodes: inout [Node]
  ) throws(InferenceProblem) {
    let key = [node.domain, node.operatorType]
    if let function = functions[key] {
      if active.contains(key) { throw .recursiveFunction(function.name) }
      if active.count >= Self.maximumDepth { throw .nestedTooDeeply(limit: Self.maximumDepth) }
      active.append(key)
      try expand(function, node, to: &nodes)
      active.removeLast()
      return
    }
    var node = node
    for (name, attribute) in node.attributes {
      if case .graph(let graph) = attribute { node.attributes[name] = .graph(try inline(graph)) }
    }
    nodes.append(node)
  }

  private mutating func expand(
    _ function: Function, _ call: Node, to nodes: inout [Node]
  ) throws(InferenceProblem) {
    try check(function, call)
    callCount += 1
    var renaming = Renaming(prefix: "\(function.name)#\(callCount)/")
    for (index, name) in function.inputs.enumerated() {
      renaming.names[name] = index < call.inputs.count ? call.inputs[index] : ""
    }
    var copies: [Node] = []
    for (name, given) in zip(function.outputs, call.outputs) where !given.isEmpty {
      guard let other = renaming.names.updateValue(given, forKey: name) else { continue }
      // The output is an input or another output.
      renaming.names[name] = other
      copies.append(Node(operatorType: "Identity", inputs: [other], outputs: [given]))
    }
    renaming.attributes = function.defaults.merging(call.attributes) { _, given in given }
    for node in function.nodes {
      let renamed = renaming.apply(node)
      try count(renamed)
      try append(renamed, to: &nodes)
    }
    nodes += copies
  }

  private func check(_ function: Function, _ call: Node) throws(InferenceProblem) {
    guard call.inputs.count <= function.inputs.count else {
      throw .wrongInputCount(expected: 0...function.inputs.count, found: call.inputs.count)
    }
    guard call.outputs.count <= function.outputs.count else {
      throw .wrongOutputCount(expected: 0...function.outputs.count, found: call.outputs.count)
    }
    let known = Set(function.attributes).union(function.defaults.keys)
    if let name = call.attributes.keys.filter({ !known.contains($0) }).min() {
      throw .unknownAttribute(name)
    }
    for (domain, version) in function.opsets.sorted(by: { $0.key < $1.key }) {
      if let model = opsets[domain], model != version {
        throw .functionOpset(function.name, domain: domain, own: version, model: model)
      }
    }
  }

  /// Counts what a node costs, with those of its subgraphs.
  private mutating func count(_ node: Node) throws(InferenceProblem) {
    let bytes = (node.inputs + node.outputs).reduce(node.name.utf8.count) { $0 + $1.utf8.count }
    cost += 1 + bytes / Self.bytesPerNode
    if cost > Self.maximumNodes { throw .tooManyNodes(limit: Self.maximumNodes) }
    for case .graph(let graph) in node.attributes.values {
      for inner in graph.nodes { try count(inner) }
    }
  }
}

/// What the names and attributes in a function's nodes become for one call.
private struct Renaming {
  /// What the names of values inside begin with.
  let prefix: String
  /// Names that the call gives.
  var names: [String: String] = [:]
  /// The attributes that the function has in this call.
  var attributes: [String: Attribute] = [:]

  func apply(_ name: String) -> String { name.isEmpty ? "" : names[name] ?? prefix + name }

  func apply(_ node: Node) -> Node {
    var result = node
    result.name = prefix + (node.name.isEmpty ? node.operatorType : node.name)
    result.inputs = node.inputs.map(apply)
    result.outputs = node.outputs.map(apply)
    for (name, attribute) in node.attributes {
      switch attribute {
      case .reference(let other): result.attributes[name] = attributes[other]
      case .graph(let graph): result.attributes[name] = .graph(apply(graph))
      default: break
      }
    }
    return result
  }

  private func apply(_ graph: Graph) -> Graph {
    var result = graph
    for index in result.inputs.indices {
      result.inputs[index].name = apply(graph.inputs[index].name)
    }
    for index in result.outputs.indices {
      result.outputs[index].name = apply(graph.outputs[index].name)
    }
    for index in result.initializers.indices {
      result.initializers[index].name = apply(graph.initializers[index].name)
    }
    result.valueInfos = []
    result.nodes = graph.nodes.map(apply)
    return result
  }
}
