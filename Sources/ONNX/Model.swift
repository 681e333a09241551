// The ONNX intermediate representation as plain Swift values. ONNXFiles reads and writes them.
// Source: ONNX IR specification (docs/IR.md).

/// A model: a graph, the operator sets that its nodes come from, and facts about its origin.
public struct Model: Sendable, Equatable {
  /// The version of the file format.
  public var irVersion: Int
  /// The version of each operator set, by domain; the standard's own domain is "".
  public var opsets: [String: Int]
  /// The program that made the model.
  public var producerName: String
  /// That program's version.
  public var producerVersion: String
  /// A reverse-DNS name for the model, or "".
  public var domain: String
  /// The model's own version.
  public var modelVersion: Int
  /// A description for people.
  public var documentation: String
  /// Named facts, in the order in which they are written.
  public var metadata: [(key: String, value: String)]
  /// Operators that the model defines by itself.
  public var functions: [Function]
  /// What the model computes.
  public var graph: Graph

  /// Creates a model.
  public init(
    irVersion: Int, opsets: [String: Int], producerName: String = "",
    producerVersion: String = "", domain: String = "", modelVersion: Int = 0,
    documentation: String = "", metadata: [(key: String, value: String)] = [],
    functions: [Function] = [], graph: Graph
  ) {
    self.irVersion = irVersion
    self.opsets = opsets
    self.producerName = producerName
    self.producerVersion = producerVersion
    self.domain = domain
    self.modelVersion = modelVersion
    self.documentation = documentation
    self.metadata = metadata
    self.functions = functions
    self.graph = graph
  }

  /// The version of the standard operator set, or nil when the model imports none.
  public var opset: Int? { opsets[""] ?? opsets["ai.onnx"] }

  /// Whether two models hold the same values.
  public static func == (a: Model, b: Model) -> Bool {
    a.irVersion == b.irVersion && a.opsets == b.opsets && a.producerName == b.producerName
      && a.producerVersion == b.producerVersion && a.domain == b.domain
      && a.modelVersion == b.modelVersion && a.documentation == b.documentation
      && a.metadata.elementsEqual(b.metadata, by: ==) && a.functions == b.functions
      && a.graph == b.graph
  }
}

/// An operator that a model defines by nodes of other operators.
public struct Function: Sendable, Equatable {
  /// The operator that nodes call.
  public var name: String
  /// The operator's domain.
  public var domain: String
  /// Names of the values that a call gives.
  public var inputs: [String]
  /// Names of the values that a call gets.
  public var outputs: [String]
  /// Names of the attributes that a call may give.
  public var attributes: [String]
  /// Attributes that a call may leave out, with the values that they then have.
  public var defaults: [String: Attribute]
  /// The version of each operator set, by domain.
  public var opsets: [String: Int]
  /// Operations, each after those whose outputs it reads.
  public var nodes: [Node]

  /// Creates a function.
  public init(
    name: String, domain: String, inputs: [String], outputs: [String], attributes: [String] = [],
    defaults: [String: Attribute] = [:], opsets: [String: Int] = [:], nodes: [Node]
  ) {
    self.name = name
    self.domain = domain
    self.inputs = inputs
    self.outputs = outputs
    self.attributes = attributes
    self.defaults = defaults
    self.opsets = opsets
    self.nodes = nodes
  }
}

/// A graph of nodes in topological order.
public struct Graph: Sendable, Equatable {
  /// The graph's name; the standard requires one.
  public var name: String
  /// Values that the caller gives.
  public var inputs: [ValueInfo]
  /// Values that the caller gets.
  public var outputs: [ValueInfo]
  /// Constants that the file holds: the weights.
  public var initializers: [TensorValue]
  /// Operations, each after those whose outputs it reads.
  public var nodes: [Node]
  /// Types of values inside the graph, where known.
  public var valueInfos: [ValueInfo]

  /// Creates a graph.
  public init(
    name: String, inputs: [ValueInfo] = [], outputs: [ValueInfo] = [],
    initializers: [TensorValue] = [], nodes: [Node] = [], valueInfos: [ValueInfo] = []
  ) {
    self.name = name
    self.inputs = inputs
    self.outputs = outputs
    self.initializers = initializers
    self.nodes = nodes
    self.valueInfos = valueInfos
  }
}

/// One application of an operator.
public struct Node: Sendable, Equatable {
  /// The node's name, for people and messages; may be empty.
  public var name: String
  /// The operator, such as `Gemm`.
  public var operatorType: String
  /// The operator's domain; the standard's own is "".
  public var domain: String
  /// Names of the values read; "" leaves out an optional input.
  public var inputs: [String]
  /// Names of the values made; "" leaves out an optional output.
  public var outputs: [String]
  /// The attributes, by name.
  public var attributes: [String: Attribute]

  /// Creates a node.
  public init(
    name: String = "", operatorType: String, domain: String = "", inputs: [String],
    outputs: [String], attributes: [String: Attribute] = [:]
  ) {
    self.name = name
    self.operatorType = operatorType
    self.domain = domain
    self.inputs = inputs
    self.outputs = outputs
    self.attributes = attributes
  }
}

/// The value of a node's attribute.
public enum Attribute: Sendable, Equatable {
  /// An integer.
  case int(Int64)
  /// A number.
  case float(Float)
  /// A text's bytes.
  case string([UInt8])
  /// A constant.
  case tensor(TensorValue)
  /// A subgraph, such as a loop's body.
  indirect case graph(Graph)
  /// Integers.
  case ints([Int64])
  /// Numbers.
  case floats([Float])
  /// Texts' bytes.
  case strings([[UInt8]])
  /// Constants.
  case tensors([TensorValue])
  /// Subgraphs.
  case graphs([Graph])
  /// The type of a value, whose name is empty.
  case type(ValueInfo)
  /// Within a function: whatever the call gives for the function's attribute of this name.
  case reference(String)

  /// A list of integers.
  public static func ints(_ values: [Int]) -> Attribute { .ints(values.map(Int64.init)) }

  /// A string, as UTF-8.
  public static func string(_ text: String) -> Attribute { .string(Array(text.utf8)) }
}

/// A value's name and type.
public struct ValueInfo: Sendable, Hashable {
  /// The name by which nodes and callers refer to the value.
  public var name: String
  /// The element type; nil where the file leaves it open.
  public var elementType: ElementType?
  /// The extent of each axis; nil where even the rank is unknown.
  public var shape: [Dimension]?
  /// What the tensors lie in, from the outside in; empty for a tensor.
  public var containers: [Container]

  /// Creates a description of a value.
  public init(
    name: String, elementType: ElementType?, shape: [Dimension]?, containers: [Container] = []
  ) {
    self.name = name
    self.elementType = elementType
    self.shape = shape
    self.containers = containers
  }
}

/// What values can lie in.
public enum Container: Sendable, Hashable {
  /// A list of any length.
  case sequence
  /// One value or none.
  case optional
}

/// A value as files store it.
public indirect enum StoredValue: Sendable, Equatable {
  /// A tensor.
  case tensor(TensorValue)
  /// A list of values.
  case sequence([StoredValue])
  /// A value or none.
  case optional(StoredValue?)
}

/// The extent of one axis.
public enum Dimension: Sendable, Hashable, CustomStringConvertible {
  /// A number known when the model was written.
  case fixed(Int)
  /// A number that every value with this dimension name shares.
  case named(String)
  /// A number that only a run tells.
  case unknown

  /// The number, the name, or `?`.
  public var description: String {
    switch self {
    case .fixed(let extent): "\(extent)"
    case .named(let name): name
    case .unknown: "?"
    }
  }
}
