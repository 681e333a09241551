/// Texts without stop words and in one case:
/// <https://onnx.ai/onnx/operators/onnx__StringNormalizer.html>.
struct StringNormalizerKernel: ValueKernel {
  /// What happens to letters.
  private enum CaseChange: String {
    case none = "NONE"
    case lower = "LOWER"
    case upper = "UPPER"

    func apply(_ text: String) -> String {
      switch self {
      case .none: text
      case .lower: text.lowercased()
      case .upper: text.uppercased()
      }
    }
  }

  static let operatorType = "StringNormalizer"
  static let versions: [Int: OneForm] = [10: OneForm()]

  private let change: CaseChange
  private let isCaseSensitive: Bool
  private let stopWords: Set<String>

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    change = try node.choice("case_change_action", default: .none)
    let isCaseSensitive = try node.flag("is_case_sensitive")
    self.isCaseSensitive = isCaseSensitive
    stopWords = Set(
      (try node.strings("stopwords") ?? []).map { isCaseSensitive ? $0 : $0.lowercased() })
    // Letters change by Unicode's rules, which no locale changes.
    _ = try node.string("locale")
  }

  func evaluate(
    _ inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] {
    let x = try inputs.strings(0)
    guard x.shape.count == 1 || (x.shape.count == 2 && x.shape[0] == 1) else {
      throw .shapeMismatch("\(x.shape) is neither [C] nor [1, C]")
    }
    var kept = x.elements.filter { !stopWords.contains(isCaseSensitive ? $0 : $0.lowercased()) }
      .map(change.apply)
    if kept.isEmpty { kept = [""] }
    return [.strings(StringArray(kept, shape: x.shape.dropLast() + [kept.count]))]
  }
}
