import ONNX

/// How an operator of `Tensor` is written at each opset.
public struct OperatorSupport: Sendable, Hashable {
  /// How an operator is written at one opset.
  public enum Form: Character, Sendable {
    /// As one ONNX node.
    case native = "1"
    /// As several ONNX nodes.
    case composed = "+"
    /// Not at all: tracing refuses it and names the lowest opset that would do.
    case missing = "-"
  }

  /// The operator's name in Tessera.
  public let name: String
  /// The ONNX operators that it is written with at the newest opset.
  public let nodes: [String]
  /// The form at each of `Opset.supported`, in order.
  public let forms: [Form]

  init(_ name: String, _ forms: String, _ nodes: String) {
    self.name = name
    self.nodes = nodes.split(separator: " ").map(String.init)
    self.forms = forms.compactMap(Form.init)
  }

  /// The first opset that can express the operator.
  public var lowestOpset: Int? {
    forms.firstIndex { $0 != .missing }.map { Opset.supported.lowerBound + $0 }
  }

  /// Every operator that can be exported, by name.
  public static let all: [OperatorSupport] = operatorTable

  /// The table operator × opset as text, one line for each operator.
  public static var table: String {
    let width = all.map(\.name.count).max() ?? 0
    func padded(_ text: String) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    let opsets = Opset.supported.map { $0 < 10 ? " \($0)" : "\($0)" }.joined(separator: " ")
    let lines = all.map { row in
      let forms = row.forms.map { " \($0.rawValue)" }.joined(separator: " ")
      return "\(padded(row.name))  \(forms)  \(row.nodes.joined(separator: ", "))"
    }
    return """
      \(padded("operator"))  \(opsets)  written as (newest opset)
      \(lines.joined(separator: "\n"))
      1 one ONNX node, + several nodes, - not in this opset
      """
  }
}
