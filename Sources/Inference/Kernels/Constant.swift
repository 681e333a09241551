import Arrays

/// A constant that the node holds: <https://onnx.ai/onnx/operators/onnx__Constant.html>.
struct ConstantKernel: Kernel {
  /// Which attributes there are.
  enum Form: Sendable {
    /// `value` only.
    case tensor
    /// `value`, or one of the attributes for scalars and lists.
    case anyKind
  }

  static let operatorType = "Constant"
  static let versions: [Int: Form] = [
    1: .tensor, 9: .tensor, 11: .tensor, 12: .anyKind, 13: .anyKind, 19: .anyKind, 21: .anyKind,
    23: .anyKind, 24: .anyKind, 25: .anyKind,
  ]

  private let value: Value

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(0...0)
    var values: [Value] = []
    switch node.attribute("value") {
    case .tensor(let tensor): values.append(try Value(tensor))
    case nil: break
    case .some: throw .invalidAttribute("value", reason: "it is no tensor")
    }
    if form == .anyKind { values += try Self.scalarsAndLists(&node) }
    guard let value = values.first else { throw .missingAttribute("value") }
    if values.count > 1 { throw .invalidAttribute("value", reason: "there are several values") }
    self.value = value
  }

  private static func scalarsAndLists(
    _ node: inout NodeReader
  ) throws(InferenceProblem) -> [Value] {
    var values: [Value] = []
    if let number = try node.float("value_float") {
      values.append(.tensor(NDArray(scalar: number)))
    }
    if let number = try node.int("value_int") {
      values.append(.tensor(NDArray(scalar: Int64(number))))
    }
    if let list = try node.ints("value_ints") {
      values.append(.tensor(NDArray(list.map(Int64.init))))
    }
    if let list = try node.floats("value_floats") { values.append(.tensor(NDArray(list))) }
    if let text = try node.string("value_string") {
      values.append(.strings(StringArray([text], shape: [])))
    }
    if let list = try node.strings("value_strings") { values.append(.strings(StringArray(list))) }
    return values
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    value.array.map { [ValueType(constant: $0)] } ?? []
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    value.array.map { [$0] } ?? []
  }
}

extension ConstantKernel: ValueKernel {
  var makesOtherValues: Bool { value.array == nil }

  func evaluate(
    _ inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] { [value] }
}
