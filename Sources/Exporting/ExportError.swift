/// Why a function cannot be exported.
public enum ExportError: Error, CustomStringConvertible, Equatable {
  /// The opset is outside the range that Tessera writes.
  case unsupportedOpset(Int, supported: ClosedRange<Int>)
  /// Two inputs, outputs or parameters have one name.
  case duplicateName(String)
  /// A name that a file cannot hold.
  case emptyName
  /// The function returned another number of outputs than declared.
  case wrongOutputCount(expected: Int, found: Int)
  /// Operators that the opset cannot express, each with the lowest opset that can.
  case inexpressible(opset: Int, operators: [String])
  /// Two traces of the same sizes hold different constants: something random was drawn inside.
  case hiddenRandomness(node: String)
  /// The traces at two sizes of the open axes differ.
  case dependsOnSize(node: String, axes: [String])

  /// One line for people.
  public var description: String {
    switch self {
    case .unsupportedOpset(let opset, let supported):
      "opset \(opset) is not supported: choose \(supported.lowerBound) to \(supported.upperBound)"
    case .duplicateName(let name): "two values of the exported function are named '\(name)'"
    case .emptyName: "inputs, outputs and parameters of an exported function need names"
    case .wrongOutputCount(let expected, let found):
      "the exported function declares \(expected) outputs but returned \(found)"
    case .inexpressible(let opset, let operators):
      "opset \(opset) cannot express: \(operators.joined(separator: "; "))"
    case .hiddenRandomness(let node):
      "\(node) uses numbers that change from call to call: draw noise outside the exported "
        + "function and make it an input"
    case .dependsOnSize(let node, let axes):
      "\(node) depends on the size of the dynamic axis \(axes.joined(separator: ", ")) in a way "
        + "that the file cannot express: use -1 for that extent, or export with a fixed size"
    }
  }
}
