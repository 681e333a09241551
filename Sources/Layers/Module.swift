import Arrays
import Tensors

/// A part of a model: a struct whose stored properties hold parameters and other modules.
///
/// Conforming needs nothing more; parameters are found by reflection, under dotted names such as
/// `encoder.hidden.weight`.
public protocol Module {}

/// A module whose parameters have names that only a run tells, such as those of a file.
public protocol DynamicModule: Module {
  /// The parameters, under their names in this module.
  var namedParameters: [NamedParameter] { get }
}

/// A module that makes one tensor from one tensor.
public protocol Layer: Module {
  /// The layer's output.
  func callAsFunction(_ input: Tensor) -> Tensor
}

/// A module whose parameters have other names in files than its properties have in Swift.
public protocol NamingParameters: Module {
  /// The names in files, by those of the properties.
  static var parameterNames: [String: String] { get }
}

/// A parameter and its dotted name in a module.
public struct NamedParameter {
  /// The path of properties and indices from the module, such as `layers.0.weight`.
  public let name: String
  /// The parameter.
  public let parameter: Parameter

  /// Names a parameter.
  public init(name: String, parameter: Parameter) {
    self.name = name
    self.parameter = parameter
  }
}

extension Module {
  /// The module's parameters in the order in which its properties are declared.
  ///
  /// A parameter that is reached twice is shared and keeps its first name. Two parameters with one
  /// name are a mistake and end the program.
  public var parameters: [NamedParameter] {
    var collector = ParameterCollector()
    collector.collect(self, at: "")
    return collector.found
  }

  /// The parameters that optimisers change.
  public var trainableParameters: [NamedParameter] {
    parameters.filter(\.parameter.isTrainable)
  }

  /// The number of trained numbers.
  public var parameterCount: Int {
    trainableParameters.reduce(0) { $0 + $1.parameter.count }
  }
}

/// Walks structs, tuples, arrays, optionals and existentials in search of parameters.
private struct ParameterCollector {
  var found: [NamedParameter] = []
  private var seen: Set<ObjectIdentifier> = []
  private var names: Set<String> = []

  mutating func collect(_ value: Any, at path: String) {
    if let module = value as? any DynamicModule {
      for named in module.namedParameters {
        collect(named.parameter, at: path.isEmpty ? named.name : "\(path).\(named.name)")
      }
      return
    }
    if let parameter = value as? Parameter {
      guard seen.insert(ObjectIdentifier(parameter)).inserted else { return }
      if !names.insert(path).inserted { fatalError("two parameters are named \(path)") }
      found.append(NamedParameter(name: path, parameter: parameter))
      return
    }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional:
      for child in mirror.children { collect(child.value, at: path) }
    case .struct, .tuple, .collection, nil:
      let names = (value as? any NamingParameters).map { type(of: $0).parameterNames } ?? [:]
      for (index, child) in mirror.children.enumerated() {
        var label = child.label ?? "\(index)"
        if label.hasPrefix(".") { label.removeFirst() }
        label = names[label] ?? label
        collect(child.value, at: path.isEmpty ? label : "\(path).\(label)")
      }
    default:
      return
    }
  }
}

/// The gradients of a loss with respect to parameters, in their order.
public func gradients(of loss: Tensor, with parameters: [NamedParameter]) -> [Tensor] {
  gradients(of: loss, with: parameters.map { $0.parameter.value })
}
