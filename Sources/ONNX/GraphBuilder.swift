/// Collects the nodes and constants of a graph that is being written at one opset.
///
/// Operators lower themselves through it: they read `opset`, append nodes and return the value that
/// stands for their result.
public struct GraphBuilder {
  /// What is known of a value's elements and extents in the trace.
  public struct ValueType: Sendable, Hashable {
    /// The element type.
    public var elementType: ElementType
    /// The extents that the value has in the trace. Axes that follow a dynamic input have other
    /// extents in other runs, so lowering must not write them into the graph where it can refer
    /// to the input's instead.
    public var shape: [Int]

    /// Creates a type.
    public init(_ elementType: ElementType, _ shape: [Int]) {
      self.elementType = elementType
      self.shape = shape
    }
  }

  /// A value in the graph under construction.
  public struct Value: Sendable, Hashable {
    /// The name by which nodes refer to the value.
    public let name: String
    /// The value's type in the trace.
    public let type: ValueType

    /// Creates a description of a value.
    public init(name: String, type: ValueType) {
      self.name = name
      self.type = type
    }

    /// The extents that the value has in the trace.
    public var shape: [Int] { type.shape }
  }

  /// The version of the standard operator set that nodes are written for.
  public let opset: Int
  /// The nodes so far.
  public private(set) var nodes: [Node] = []
  /// The constants so far.
  public private(set) var initializers: [TensorValue] = []
  /// What the names of new nodes begin with: the path of the module whose call is being written.
  public var scope = ""
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
  ///   - type: The type of the output; that of the first input by default.
  public mutating func append(
    _ operatorType: String, _ inputs: [Value?], attributes: [String: Attribute] = [:],
    type: ValueType? = nil
  ) -> Value {
    guard let type = type ?? inputs.first??.type else {
      fatalError("the node \(operatorType) without inputs needs the type of its output")
    }
    let name = uniqueName(scope.isEmpty ? operatorType : "\(scope).\(operatorType)")
    nodes.append(
      Node(
        name: name, operatorType: operatorType, inputs: inputs.map { $0?.name ?? "" },
        outputs: [name], attributes: attributes))
    return Value(name: name, type: type)
  }

  /// Adds a constant under a name of its own, such as a weight.
  public mutating func initializer(_ tensor: TensorValue) -> Value {
    var tensor = tensor
    tensor.name = uniqueName(tensor.name)
    initializers.append(tensor)
    return Value(name: tensor.name, type: ValueType(tensor.elementType, tensor.shape))
  }

  /// A one-dimensional constant of integers, such as axes; equal ones are stored once.
  public mutating func constant(_ integers: [Int]) -> Value {
    constant(TensorValue(int64s: integers))
  }

  /// A constant without a name of its own; equal ones are stored once.
  public mutating func constant(_ tensor: TensorValue) -> Value {
    if let name = sharedConstants[tensor] {
      return Value(name: name, type: ValueType(tensor.elementType, tensor.shape))
    }
    var named = tensor
    named.name = "constant"
    let value = initializer(named)
    sharedConstants[tensor] = value.name
    return value
  }
}
