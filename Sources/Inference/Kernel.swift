import Arrays

/// One operator of the standard, ready to run for one node: its attributes at the version that the
/// model's opset selects.
///
/// The order of calls is: create, `infer`, then `evaluate` or `lower`. What `infer` accepts with all
/// constants and shapes known, `evaluate` computes without another look at shapes; it throws only for
/// elements that are wrong, such as an index out of range.
protocol Kernel: Sendable {
  /// What distinguishes the operator's versions here.
  associatedtype Form: Sendable

  /// The operator's name in the standard.
  static var operatorType: String { get }
  /// Every version of the operator, by the opset that introduced it.
  static var versions: [Int: Form] { get }

  /// Reads a node's attributes and checks how many values it reads and makes.
  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem)

  /// The types of the outputs, from those of the inputs; nil is an input left out.
  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType]

  /// The outputs.
  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray]

  /// Appends instructions that compute the outputs of a node whose values are all float32 and of
  /// known shape, and says whether it could. Constant inputs may have any type.
  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool
}

extension Kernel {
  /// Most operators on other types than float32 run in the interpreter only.
  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    false
  }
}

/// For operators whose versions differ only in the element types that they allow.
struct OneForm: Sendable {}

extension Array {
  /// An input that the kernel's `requireInputs` has made sure of.
  func required<Value>(_ index: Int) throws(InferenceProblem) -> Value where Element == Value? {
    guard index < count, let value = self[index] else {
      throw InferenceProblem.missingInput(index: index)
    }
    return value
  }

  /// An input that may be left out.
  func optional<Value>(_ index: Int) -> Value? where Element == Value? {
    index < count ? self[index] : nil
  }
}
