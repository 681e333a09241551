/// Collects the nodes and constants of a graph that is being written at one opset.
///
/// Operators lower themselves through it: they read `opset`, append nodes and return the value that
/// stands for their result.
public struct GraphBuilder {
  /// A value in the graph under construction.
  public struct Value: Sendable, Hashable {
    /// The name by which nodes refer to the value.
    public let name: String
    /// The element type.
    public let elementType: ElementType
    /// The extents that the value has in the trace. Axes that follow a dynamic input have other
    /// extents in other runs, so lowering must not write them into the graph where it can refer
    /// to the input's instead.
    public let shape: [Int]

    /// Creates a description of a value.
    public init(name: String, elementType: ElementType, shape: [Int]) {
      self.name = name
      self.elementType = elementType
      self.shape = shape
    }
  }

  /// The version of the standard operator set that nodes are written for.
  public let opset: Int
  /// The nodes so far.
  public private(set) var nodes: [Node] = []
  /// The constants so far.
  public private(set) var initializers: [TensorValue] = []
  /// The name that the operator being lowered gives to its last node and value.
  private var resultName: String?
  private var usedNames: Set<String> = []
  private var sharedConstants: [TensorValue: String] = [:]

  /// Creates an empty graph at an opset.
  public init(opset: Int) { self.opset = opset }

  /// Reserves a name; a name that is taken gets a numbered suffix.
  public mutating func uniqueName(_ wanted: String) -> String {
    var name = wanted
    var suffix = 1
    while !usedNames.insert(name).inserted {
      name = "\(wanted)_\(suffix)"
      suffix += 1
    }
    return name
  }

  /// Appends a node with one output and returns that output.
  ///
  /// - Parameters:
  ///   - operatorType: The ONNX operator.
  ///   - inputs: The values read; nil leaves out an optional input.
  ///   - attributes: The attributes, only those that this opset defines.
  ///   - elementType: The element type of the output.
  ///   - shape: The extents of the output in this trace.
  public mutating func append(
    _ operatorType: String, _ inputs: [Value?], attributes: [String: Attribute] = [:],
    elementType: ElementType, shape: [Int]
  ) -> Value {
    let name = uniqueName(operatorType)
    nodes.append(
      Node(
        name: name, operatorType: operatorType, inputs: inputs.map { $0?.name ?? "" },
        outputs: [name], attributes: attributes))
    return Value(name: name, elementType: elementType, shape: shape)
  }

  /// Adds a constant under a name of its own, such as a weight.
  public mutating func initializer(_ tensor: TensorValue) -> Value {
    var tensor = tensor
    tensor.name = uniqueName(tensor.name)
    initializers.append(tensor)
    return Value(name: tensor.name, elementType: tensor.elementType, shape: tensor.shape)
  }

  /// A one-dimensional constant of integers, such as axes; equal ones are stored once.
  public mutating func constant(_ integers: [Int]) -> Value {
    constant(TensorValue(int64s: integers))
  }

  /// A constant without a name of its own; equal ones are stored once.
  public mutating func constant(_ tensor: TensorValue) -> Value {
    if let name = sharedConstants[tensor] {
      return Value(name: name, elementType: tensor.elementType, shape: tensor.shape)
    }
    var named = tensor
    named.name = "constant"
    let value = initializer(named)
    sharedConstants[tensor] = value.name
    return value
  }
}

extension TensorValue: Hashable {
  /// Hashes what identifies small constants.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(elementType)
    hasher.combine(shape)
    hasher.combine(bytes)
  }
}
