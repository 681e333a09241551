import Arrays
import Inference
import Layers
import ONNX
import ONNXFiles
import Tensors

/// An ONNX model as a trainable module: its floating-point initializers are the parameters, under
/// their names.
///
/// A model from another framework can be tried, trained further with Tessera's optimisers, and
/// exported again:
///
///     let model = try ImportedModule(onnx: "model.onnx")
///     let loss = model([images])[0].crossEntropy(targets: labels)
///     let found = gradients(of: loss, with: model.trainableParameters)
public struct ImportedModule: Module, DynamicModule {
  /// The inputs that a call takes, in order.
  public let inputs: [ValueInfo]
  /// The outputs that a call returns, in order.
  public let outputs: [ValueInfo]
  /// The parameters, in the order of the file's initializers.
  public let namedParameters: [NamedParameter]
  /// The graph's name.
  public let name: String
  private let nodes: [(node: ImportedNode, apply: ImportedOperator)]
  private let constants: [String: Tensor]

  /// Reads a model from a file.
  ///
  /// - Throws: `ArrayFileError` or `ModelFileError` where the file cannot be read, `InferenceError`
  ///   where the model is wrong, `ImportError` where it uses what tensors do not have.
  public init(onnx path: String) throws {
    try self.init(ModelFile.read(path), file: path)
  }

  /// Makes a module of a model.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - file: What messages call it.
  /// - Throws: `InferenceError` where the model is wrong, `ImportError` where it uses what tensors do
  ///   not have.
  public init(_ model: Model, file: String = "model") throws {
    try Self.check(model, file: file)
    let graph = model.graph
    var table: [(ImportedNode, ImportedOperator)] = []
    var missing: Set<String> = []
    for node in graph.nodes {
      let imported = ImportedNode(node, opset: model.opset ?? 1)
      guard let apply = ImportedOperators.table[node.operatorType], node.domain.isEmpty else {
        missing.insert(node.operatorType)
        continue
      }
      if let obstacle = ImportedOperators.obstacle(node.operatorType, imported) {
        missing.insert("\(node.operatorType) with \(obstacle)")
      }
      table.append((imported, apply))
    }
    if !missing.isEmpty { throw ImportError.unsupportedOperators(missing.sorted(), file: file) }
    let roles = InitializerRoles(graph)
    var constants: [String: Tensor] = [:]
    var parameters: [NamedParameter] = []
    for initializer in graph.initializers {
      let array = try Self.array(initializer, file: file)
      switch roles.role(of: initializer) {
      case .constant: constants[initializer.name] = Tensor(array)
      case .trained, .statistic:
        parameters.append(
          NamedParameter(
            name: initializer.name,
            parameter: Parameter(array, isTrainable: roles.role(of: initializer) == .trained)))
      }
    }
    let weights = Set(graph.initializers.map(\.name))
    name = graph.name
    inputs = graph.inputs.filter { !weights.contains($0.name) }
    outputs = graph.outputs
    namedParameters = parameters
    nodes = table
    self.constants = constants
  }

  /// Has the engine check names, types, shapes and attributes, and, where the inputs' shapes say
  /// enough, run the model once, so that constants such as indices are known to be right.
  private static func check(_ model: Model, file: String) throws {
    let session = try InferenceSession(model: model, name: file)
    var arguments: [String: NDArray] = [:]
    for input in session.inputs {
      let type = DataType.allCases.first { $0.elementType == input.elementType }
      guard let type, let shape = input.shape, input.containers.isEmpty else { return }
      var extents: [Int] = []
      for (axis, dimension) in shape.enumerated() {
        if case .fixed(let extent) = dimension {
          extents.append(extent)
        } else if axis == 0 {
          extents.append(2)
        } else {
          return
        }
      }
      arguments[input.name] = .zeros(extents, type)
    }
    _ = try session.run(arguments)
  }

  private static func array(_ tensor: TensorValue, file: String) throws -> NDArray {
    do {
      return try NDArray(tensor)
    } catch {
      throw ImportError.unreadable("\(error)", file: file)
    }
  }

  /// The outputs, in order, for one tensor for each input.
  public func callAsFunction(_ inputs: [Tensor]) -> [Tensor] {
    precondition(
      inputs.count == self.inputs.count,
      "\(inputs.count) tensors for the inputs \(self.inputs.map(\.name))")
    var values = constants
    for named in namedParameters { values[named.name] = named.parameter.value }
    for (info, tensor) in zip(self.inputs, inputs) { values[info.name] = tensor }
    for (node, apply) in nodes {
      let results = apply(node, node.inputs.map { values[$0] })
      for (name, result) in zip(node.outputs, results) where !name.isEmpty {
        values[name] = result
      }
    }
    return outputs.map { output in
      guard let value = values[output.name] else {
        fatalError("the imported model did not make '\(output.name)'")
      }
      return value
    }
  }
}

/// Why a model cannot become a module.
public enum ImportError: Error, Equatable, CustomStringConvertible {
  /// Operators that tensors do not have.
  case unsupportedOperators([String], file: String)
  /// A weight that arrays cannot hold.
  case unreadable(String, file: String)

  /// One line for people.
  public var description: String {
    switch self {
    case .unsupportedOperators(let names, let file):
      "\(file): cannot be imported: it uses \(names.joined(separator: ", "))"
    case .unreadable(let reason, let file): "\(file): \(reason)"
    }
  }
}

/// What the initializers of a graph are for.
struct InitializerRoles {
  enum Role {
    /// A parameter that optimisers change.
    case trained
    /// A parameter that training keeps otherwise, such as a running mean.
    case statistic
    /// A number of the model's structure, such as a shape or a bound.
    case constant
  }

  private var roles: [String: Role] = [:]

  init(_ graph: Graph) {
    for node in graph.nodes {
      for (position, name) in node.inputs.enumerated() {
        let role = Self.role(node.operatorType, position)
        // What one reader trains is trained, whatever other readers do.
        if roles[name] != .trained { roles[name] = role }
      }
    }
  }

  func role(of tensor: TensorValue) -> Role {
    let isFloating = tensor.elementType == .float || tensor.elementType == .double
    return isFloating ? roles[tensor.name] ?? .constant : .constant
  }

  private static func role(_ operatorType: String, _ position: Int) -> Role {
    switch (operatorType, position) {
    case ("BatchNormalization", 3), ("BatchNormalization", 4): .statistic
    case ("Clip", 1...), ("Pad", 1...), ("Resize", 1...), ("Upsample", 1...), ("Dropout", 1...),
      ("OneHot", 1...), ("Constant", _), ("ConstantOfShape", _):
      .constant
    default: .trained
    }
  }
}
