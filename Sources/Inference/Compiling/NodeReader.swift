import Arrays
import ONNX

/// What a kernel is made from: a node's attributes and how many values it reads and makes.
///
/// Every attribute that is asked for counts as known; what is left over at the end is an error.
struct NodeReader {
  private let node: Node
  private let surroundings: Surroundings
  private var unread: Set<String>
  private var hasCheckedOutputs = false
  /// The values that the node's subgraphs read from around them: more inputs of the node.
  private(set) var captures = CaptureList()

  init(_ node: Node, _ surroundings: Surroundings) {
    self.node = node
    self.surroundings = surroundings
    unread = Set(node.attributes.keys)
  }

  /// The number of outputs that the node names.
  var outputCount: Int { node.outputs.count }

  /// The number of inputs that the node names.
  var inputCount: Int { node.inputs.count }

  /// Requires a number of inputs, the least of which must not be left out.
  func requireInputs(_ expected: ClosedRange<Int>) throws(InferenceProblem) {
    guard expected.contains(node.inputs.count) else {
      throw .wrongInputCount(expected: expected, found: node.inputs.count)
    }
    if let index = node.inputs.prefix(expected.lowerBound).firstIndex(of: "") {
      throw .missingInput(index: index)
    }
  }

  /// Requires a number of outputs; exactly one where a kernel does not ask.
  mutating func requireOutputs(_ expected: ClosedRange<Int>) throws(InferenceProblem) {
    hasCheckedOutputs = true
    guard expected.contains(node.outputs.count) else {
      throw .wrongOutputCount(expected: expected, found: node.outputs.count)
    }
  }

  /// An attribute of any kind.
  mutating func attribute(_ name: String) -> Attribute? {
    unread.remove(name)
    return node.attributes[name]
  }

  /// An integer, or nil where it is not given.
  mutating func int(_ name: String) throws(InferenceProblem) -> Int? {
    switch attribute(name) {
    case .int(let value): return Int(value)
    case nil: return nil
    case .some: throw .invalidAttribute(name, reason: "it is no integer")
    }
  }

  /// An integer that must be 0 or 1; false where it is not given.
  mutating func flag(_ name: String, default value: Bool = false) throws(InferenceProblem) -> Bool {
    guard let number = try int(name) else { return value }
    guard number == 0 || number == 1 else {
      throw .invalidAttribute(name, reason: "it is \(number) instead of 0 or 1")
    }
    return number == 1
  }

  /// An integer that must be given.
  mutating func requiredInt(_ name: String) throws(InferenceProblem) -> Int {
    guard let value = try int(name) else { throw .missingAttribute(name) }
    return value
  }

  /// A list of integers, or nil where it is not given.
  mutating func ints(_ name: String) throws(InferenceProblem) -> [Int]? {
    switch attribute(name) {
    case .ints(let values): return values.map { Int($0) }
    case nil: return nil
    case .some: throw .invalidAttribute(name, reason: "it is no list of integers")
    }
  }

  /// A list of integers that must be given.
  mutating func requiredInts(_ name: String) throws(InferenceProblem) -> [Int] {
    guard let values = try ints(name) else { throw .missingAttribute(name) }
    return values
  }

  /// A number, or nil where it is not given.
  mutating func float(_ name: String) throws(InferenceProblem) -> Float? {
    switch attribute(name) {
    case .float(let value): return value
    case nil: return nil
    case .some: throw .invalidAttribute(name, reason: "it is no number")
    }
  }

  /// A list of numbers, or nil where it is not given.
  mutating func floats(_ name: String) throws(InferenceProblem) -> [Float]? {
    switch attribute(name) {
    case .floats(let values): return values
    case nil: return nil
    case .some: throw .invalidAttribute(name, reason: "it is no list of numbers")
    }
  }

  /// A text, or nil where it is not given.
  mutating func string(_ name: String) throws(InferenceProblem) -> String? {
    switch attribute(name) {
    case .string(let bytes):
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw .invalidAttribute(name, reason: "it is not UTF-8")
      }
      return text
    case nil: return nil
    case .some: throw .invalidAttribute(name, reason: "it is no text")
    }
  }

  /// A list of texts, or nil where it is not given.
  mutating func strings(_ name: String) throws(InferenceProblem) -> [String]? {
    switch attribute(name) {
    case .strings(let list):
      return try list.map { bytes throws(InferenceProblem) in
        guard let text = String(validating: bytes, as: UTF8.self) else {
          throw .invalidAttribute(name, reason: "it is not UTF-8")
        }
        return text
      }
    case nil: return nil
    case .some: throw .invalidAttribute(name, reason: "it is no list of texts")
    }
  }

  /// A subgraph, or nil where it is not given.
  mutating func optionalSubgraph(_ name: String) throws(InferenceProblem) -> Subgraph? {
    node.attributes[name] == nil ? nil : try subgraph(name)
  }

  /// A subgraph that must be given.
  mutating func subgraph(_ name: String) throws(InferenceProblem) -> Subgraph {
    switch attribute(name) {
    case .graph(let graph):
      let subgraph = try Subgraph(graph, surroundings, inputCount: inputCount, &captures)
      return subgraph
    case nil: throw .missingAttribute(name)
    case .some: throw .invalidAttribute(name, reason: "it is no graph")
    }
  }

  /// A text that must be one of several; nil where it is not given.
  mutating func choice(
    _ name: String, of choices: [String]
  ) throws(InferenceProblem) -> String? {
    guard let text = try string(name) else { return nil }
    guard choices.contains(text) else {
      throw .invalidAttribute(
        name, reason: "it is '\(text)' instead of \(choices.joined(separator: ", "))")
    }
    return text
  }

  /// A text that must be one of a few, which the raw values are; `value` where it is not given.
  mutating func choice<Choice: RawRepresentable<String>>(
    _ name: String, default value: Choice
  ) throws(InferenceProblem) -> Choice {
    guard let text = try string(name) else { return value }
    guard let choice = Choice(rawValue: text) else {
      throw .invalidAttribute(name, reason: "'\(text)' is not known")
    }
    return choice
  }

  /// An element type by its number; nil where it is not given.
  mutating func dataType(_ name: String) throws(InferenceProblem) -> DataType? {
    guard let number = try int(name) else { return nil }
    let type = ElementType(rawValue: Int32(clamping: number))
    guard let type, let dataType = DataType(type) else {
      throw .unsupportedElementType(
        value: name, type: type.map { "\($0)" } ?? "number \(number)")
    }
    return dataType
  }

  /// A number that the first output's name determines: its FNV-1a hash.
  var outputHash: UInt64 {
    (node.outputs.first ?? "").utf8.reduce(0xcbf2_9ce4_8422_2325) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
  }

  /// Accepts an attribute that says nothing about the result.
  mutating func ignore(_ names: String...) { unread.subtract(names) }

  /// Requires that every attribute was asked for.
  mutating func finish() throws(InferenceProblem) {
    if !hasCheckedOutputs { try requireOutputs(1...1) }
    if let name = unread.min() { throw .unknownAttribute(name) }
  }
}
