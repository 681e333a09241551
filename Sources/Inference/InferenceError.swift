import Arrays
import ONNX

/// Why a model cannot be run, or not on the given inputs: the model, the node and the one thing that is
/// wrong.
public struct InferenceError: Error, CustomStringConvertible {
  /// The model's file, or what the caller named it.
  public let file: String
  /// The node where it shows: its name, or its operator and outputs where it has none.
  public let nodeName: String?
  /// What is wrong.
  public let problem: InferenceProblem

  /// Creates an error.
  public init(file: String, nodeName: String? = nil, problem: InferenceProblem) {
    self.file = file
    self.nodeName = nodeName
    self.problem = problem
  }

  /// One line: the file, the node and the problem.
  public var description: String {
    "\(file): " + (nodeName.map { "node '\($0)' " } ?? "") + problem.description
  }
}

/// One way in which a model or its inputs can be bad.
public enum InferenceProblem: Error, Equatable {
  // The model's imports.
  /// The model imports no version of the standard operator set.
  case missingOpset
  /// The version of the standard operator set is outside those that the engine knows.
  case unsupportedOpset(Int, supported: ClosedRange<Int>)
  /// A node's operator comes from a set that the engine does not know.
  case unknownDomain(String)
  /// A node's operator comes from a set that the model does not import.
  case missingDomain(String)
  /// The engine does not know the operator.
  case unknownOperator(String)
  /// The operator came only after the model's opset.
  case operatorNotInOpset(String, opset: Int, since: Int)

  // The graph's form.
  /// The graph has no outputs.
  case noOutputs
  /// An input, output or initializer of the graph has no name.
  case emptyName
  /// A value is defined twice.
  case duplicateValue(String)
  /// A node reads a value that nothing defines.
  case undefinedValue(String)
  /// A node stands before the one whose value it reads.
  case useBeforeDefinition(value: String, definedBy: String)
  /// Nodes read one another's values in a circle.
  case cycle(nodes: [String])

  // A node's form.
  /// A node has too few inputs, or too many.
  case wrongInputCount(expected: ClosedRange<Int>, found: Int)
  /// A node has too few outputs, or too many.
  case wrongOutputCount(expected: ClosedRange<Int>, found: Int)
  /// A node leaves out an input that is not optional.
  case missingInput(index: Int)
  /// A node has an attribute that its operator does not.
  case unknownAttribute(String)
  /// A node lacks an attribute.
  case missingAttribute(String)
  /// An attribute's value makes no sense.
  case invalidAttribute(String, reason: String)

  // Types and shapes.
  /// A value's element type is none that arrays have.
  case unsupportedElementType(value: String, type: String)
  /// An operator does not take elements of this type.
  case unsupportedDataType(DataType)
  /// A node asks for a way of computing that the engine does not have.
  case unsupportedMode(String)
  /// An input has elements of another type than the operator or the other inputs ask for.
  case dataTypeMismatch(expected: DataType, found: DataType)
  /// The shapes of a node's inputs do not fit each other.
  case shapeMismatch(String)
  /// An axis is outside those of its tensor.
  case invalidAxis(Int, rank: Int)
  /// An input holds a number that the operator cannot take, such as an index out of range.
  case invalidValue(String)
  /// The graph declares another type or shape for an output than it has.
  case outputMismatch(value: String, declared: String, computed: String)
  /// A constant holds another number of bytes than its shape asks for.
  case wrongDataLength(tensor: String, expected: Int, found: Int)

  // Values of other kinds.
  /// An input is a tensor, a sequence or an optional value where another kind belongs.
  case wrongKind(expected: String, found: String)
  /// An output is no tensor of numbers, and was asked for as one.
  case noTensorOutput(String)

  // Subgraphs and functions.
  /// A node of a subgraph is bad.
  indirect case inside(node: String, InferenceProblem)
  /// Subgraphs or functions lie in each other too often.
  case nestedTooDeeply(limit: Int)
  /// A function of the model calls itself.
  case recursiveFunction(String)
  /// A function needs another version of an operator set than the model imports.
  case functionOpset(String, domain: String, own: Int, model: Int)
  /// Calls of functions become more nodes than are allowed.
  case tooManyNodes(limit: Int)

  // Sizes.
  /// A run takes more nodes, those of loops counted as often as they run, than are allowed.
  case tooManySteps(limit: Int)
  /// A tensor would have more elements than can be counted.
  case tooLarge(shape: String)
  /// A run needs more memory than it may take.
  case overBudget(needed: Int, limit: Int)

  // The caller's inputs.
  /// The caller leaves out an input.
  case missingArgument(String)
  /// The caller gives an input that the model does not have.
  case unknownArgument(String, known: [String])
  /// The caller's input has elements of another type.
  case argumentType(String, expected: DataType, found: DataType)
  /// The caller's input is no tensor, or one where the model takes something else.
  case argumentKind(String, found: String)
  /// The caller's input has another shape than the model declares.
  case argumentShape(String, declared: String, found: [Int])
  /// Two of the caller's inputs differ in an extent to which the model gives one name.
  case inconsistentDimension(String, first: Int, second: Int)
}

extension InferenceProblem: CustomStringConvertible {
  /// The problem in words, without the file's and the node's name.
  public var description: String {
    formDescription ?? typeDescription ?? graphDescription ?? argumentDescription
      ?? "cannot be run"
  }

  private var formDescription: String? {
    switch self {
    case .missingOpset: "imports no version of the standard operator set"
    case .unsupportedOpset(let opset, let supported):
      "imports opset \(opset); \(supported.lowerBound) to \(supported.upperBound) are supported"
    case .unknownDomain(let domain):
      "comes from the operator set '\(domain)', which is not supported"
    case .missingDomain(let domain):
      "comes from the operator set '\(domain)', which the model does not import"
    case .unknownOperator(let name): "uses the operator \(name), which is not supported"
    case .operatorNotInOpset(let name, let opset, let since):
      "uses the operator \(name), which opset \(opset) does not have: it begins with \(since)"
    case .noOutputs: "the graph has no outputs"
    case .emptyName: "an input, output or initializer of the graph has no name"
    case .duplicateValue(let name): "defines '\(name)', which is defined already"
    case .undefinedValue(let name): "reads '\(name)', which nothing defines"
    case .useBeforeDefinition(let value, let maker):
      "reads '\(value)' before the node '\(maker)' defines it"
    case .cycle(let nodes): "is part of a cycle: \(nodes.joined(separator: " → "))"
    case .wrongInputCount(let expected, let found):
      "has \(found) inputs where \(Self.text(expected)) belong"
    case .wrongOutputCount(let expected, let found):
      "has \(found) outputs where \(Self.text(expected)) belong"
    case .missingInput(let index): "leaves out its input \(index), which is not optional"
    case .unknownAttribute(let name): "has the attribute '\(name)', which its operator does not"
    case .missingAttribute(let name): "lacks the attribute '\(name)'"
    case .invalidAttribute(let name, let reason): "has a bad attribute '\(name)': \(reason)"
    default: nil
    }
  }

  private var typeDescription: String? {
    switch self {
    case .unsupportedElementType(let value, let type):
      "'\(value)' has elements of type \(type), which is not supported"
    case .unsupportedDataType(let type): "does not take elements of type \(type)"
    case .unsupportedMode(let mode): "asks for \(mode), which is not supported"
    case .dataTypeMismatch(let expected, let found):
      "has an input of type \(found) where \(expected) belongs"
    case .shapeMismatch(let detail): "has inputs whose shapes do not fit: \(detail)"
    case .invalidAxis(let axis, let rank): "has the axis \(axis), and there are \(rank) axes"
    case .invalidValue(let detail): "has an impossible value: \(detail)"
    case .outputMismatch(let value, let declared, let computed):
      "output '\(value)' is declared as \(declared) but is \(computed)"
    case .wrongDataLength(let tensor, let expected, let found):
      "tensor '\(tensor)' holds \(found) bytes where its shape needs \(expected)"
    case .tooLarge(let shape): "makes a tensor of the impossible shape \(shape)"
    case .overBudget(let needed, let limit):
      "needs \(needed) bytes of memory, and \(limit) are allowed"
    default: nil
    }
  }

  private var graphDescription: String? {
    switch self {
    case .wrongKind(let expected, let found): "has an input that is \(found), not \(expected)"
    case .noTensorOutput(let name): "output '\(name)' is no tensor of numbers"
    case .inside(let node, let problem): "has a subgraph whose node '\(node)' \(problem)"
    case .nestedTooDeeply(let limit): "nests subgraphs or functions more than \(limit) deep"
    case .recursiveFunction(let name): "calls the function '\(name)', which calls itself"
    case .functionOpset(let name, let domain, let own, let model):
      "calls the function '\(name)', which needs version \(own) of the operator set '\(domain)' "
        + "where the model imports \(model)"
    case .tooManyNodes(let limit): "calls functions of more than \(limit) nodes in all"
    case .tooManySteps(let limit): "runs more than \(limit) nodes"
    default: nil
    }
  }

  private var argumentDescription: String? {
    switch self {
    case .argumentKind(let name, let found):
      "the input '\(name)' is \(found), which the model does not declare"
    case .missingArgument(let name): "the input '\(name)' is not given"
    case .unknownArgument(let name, let known):
      "there is no input '\(name)'; the inputs are \(known.joined(separator: ", "))"
    case .argumentType(let name, let expected, let found):
      "the input '\(name)' has elements of type \(found) instead of \(expected)"
    case .argumentShape(let name, let declared, let found):
      "the input '\(name)' has the shape \(found) instead of \(declared)"
    case .inconsistentDimension(let name, let first, let second):
      "the dimension '\(name)' is \(first) in one input and \(second) in another"
    default: nil
    }
  }

  private static func text(_ range: ClosedRange<Int>) -> String {
    if range.upperBound == Int.max { return "at least \(range.lowerBound)" }
    return range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
  }
}
