import Arrays

/// One operator of the standard, ready to run for one node: its attributes at the version that the
/// model's opset selects.
protocol NodeKernel: Sendable {
  /// What distinguishes the operator's versions here.
  associatedtype Form: Sendable

  /// The operator set; "" is the standard's own.
  static var domain: String { get }
  /// The operator's name in the standard.
  static var operatorType: String { get }
  /// Every version of the operator, by the opset that introduced it.
  static var versions: [Int: Form] { get }

  /// Reads a node's attributes and checks how many values it reads and makes.
  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem)
}

extension NodeKernel {
  static var domain: String { "" }
}

/// An operator on tensors of numbers and booleans.
///
/// The order of calls is: create, `infer`, then `evaluate` or `lower`. What `infer` accepts with all
/// constants and shapes known, `evaluate` computes without another look at shapes; it throws only for
/// elements that are wrong, such as an index out of range. It is not asked where every output is empty.
protocol Kernel: NodeKernel {
  /// Whether `evaluate` receives 16-bit floating-point numbers as float32. Operators that only move
  /// elements can do without.
  static var widensHalfPrecision: Bool { get }

  /// The types of the outputs, from those of the inputs; nil is an input left out.
  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType]

  /// The most bytes that `evaluate` takes beside its inputs and outputs, where they are many more than
  /// those; the extents of all inputs are known.
  func scratchByteCount(_ inputs: [ValueType?]) throws(InferenceProblem) -> Int

  /// The outputs. Where `infer` says that an output has 16-bit floating-point elements, it may be
  /// given in a wider type.
  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray]

  /// Appends instructions that compute the outputs of a node whose values are all float32 and of
  /// known shape, and says whether it could. Constant inputs may have any type.
  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool
}

extension Kernel {
  static var widensHalfPrecision: Bool { true }

  func scratchByteCount(_ inputs: [ValueType?]) throws(InferenceProblem) -> Int { 0 }

  /// Most operators on other types than float32 run in the interpreter only.
  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    false
  }

  /// The outputs with elements of the types that `infer` gave: here alone 16-bit floating-point
  /// numbers become wider and narrow again. Where no output has an element nothing is computed, however
  /// long the other axes are.
  func evaluate(
    _ inputs: [NDArray?], as types: [ValueType]
  ) throws(InferenceProblem) -> [NDArray] {
    if !types.isEmpty, types.allSatisfy({ $0.extents?.contains(0) == true }) {
      return types.map { .zeros($0.extents ?? [], $0.dataType) }
    }
    let wide =
      Self.widensHalfPrecision
      ? inputs.map { $0.map { $0.dataType.isHalfPrecision ? $0.cast(to: .float32) : $0 } } : inputs
    return zip(try evaluate(wide), types).map { output, type in
      type.dataType.isHalfPrecision ? output.cast(to: type.dataType) : output
    }
  }
}

/// An operator on any values, or one that runs subgraphs. An operator may be this and a `Kernel`:
/// then this part is asked where the values are not all tensors.
protocol ValueKernel: NodeKernel {
  /// Whether this part is asked even where all inputs are tensors.
  var makesOtherValues: Bool { get }

  /// The types of those outputs that are certain to be tensors, as far as they follow from the
  /// inputs; both are nil where nothing is known. Constants may have `limit` bytes.
  func infer(
    _ inputs: [ValueType?], limit: Int
  ) throws(InferenceProblem) -> [ValueType?]

  /// The outputs. What the values in between take is counted in the budget until the end.
  func evaluate(
    _ inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value]
}

extension ValueKernel {
  var makesOtherValues: Bool { false }

  func infer(
    _ inputs: [ValueType?], limit: Int
  ) throws(InferenceProblem) -> [ValueType?] { [] }

  /// Whether this part is asked for these inputs.
  func isNeeded(for inputs: [Value?]) -> Bool {
    makesOtherValues || inputs.contains { $0 != nil && $0?.array == nil }
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
