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

  private let value: NDArray

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(0...0)
    var values: [NDArray] = []
    switch node.attribute("value") {
    case .tensor(let tensor): values.append(try NDArray(tensor))
    case nil: break
    case .some: throw .invalidAttribute("value", reason: "it is no tensor")
    }
    if form == .anyKind {
      if let number = try node.float("value_float") { values.append(NDArray(scalar: number)) }
      if let number = try node.int("value_int") { values.append(NDArray(scalar: Int64(number))) }
      if let list = try node.ints("value_ints") { values.append(NDArray(list.map(Int64.init))) }
      switch node.attribute("value_floats") {
      case .floats(let list): values.append(NDArray(list))
      case nil: break
      case .some: throw .invalidAttribute("value_floats", reason: "it is no list of numbers")
      }
      for name in ["value_string", "value_strings"] where node.attribute(name) != nil {
        throw .unsupportedElementType(value: name, type: "string")
      }
    }
    guard let value = values.first else { throw .missingAttribute("value") }
    if values.count > 1 { throw .invalidAttribute("value", reason: "there are several values") }
    self.value = value
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    [ValueType(constant: value)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] { [value] }
}
