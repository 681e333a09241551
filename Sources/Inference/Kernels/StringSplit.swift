import Arrays

/// Texts taken apart at a delimiter, and the number of parts of each:
/// <https://onnx.ai/onnx/operators/onnx__StringSplit.html>.
struct StringSplitKernel: ValueKernel {
  static let operatorType = "StringSplit"
  static let versions: [Int: OneForm] = [20: OneForm()]

  private let delimiter: [UInt8]
  private let maximumSplits: Int

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    try node.requireOutputs(2...2)
    delimiter = Array((try node.string("delimiter") ?? "").utf8)
    maximumSplits = try node.int("maxsplit") ?? Int.max
    if maximumSplits < 0 {
      throw .invalidAttribute("maxsplit", reason: "it is \(maximumSplits)")
    }
  }

  func evaluate(
    _ inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] {
    let x = try inputs.strings(0)
    let parts = x.elements.map { text in
      delimiter.isEmpty ? splitAtWhitespace(text) : splitAtDelimiter(text)
    }
    let width = parts.map(\.count).max() ?? 0
    let count = try checkedCount(x.shape + [width])
    let size = count.multipliedReportingOverflow(by: 16)
    try budget.claim(size.overflow ? Int.max : size.partialValue)
    defer { budget.release(size.partialValue) }
    let padded = parts.flatMap { $0 + Array(repeating: "", count: width - $0.count) }
    return [
      .strings(StringArray(padded, shape: x.shape + [width])),
      .tensor(NDArray(parts.map { Int64($0.count) }, shape: x.shape)),
    ]
  }

  private func splitAtWhitespace(_ text: String) -> [String] {
    var parts = text.unicodeScalars.split(
      maxSplits: maximumSplits, omittingEmptySubsequences: true
    ) { $0.properties.isWhitespace }
    // What is left over after the last split keeps the whitespace inside it only.
    if parts.count > maximumSplits, let last = parts.popLast() {
      let end = last.lastIndex { !$0.properties.isWhitespace }
      if let end { parts.append(last[...end].drop { $0.properties.isWhitespace }) }
    }
    return parts.map { String($0) }
  }

  private func splitAtDelimiter(_ text: String) -> [String] {
    if text.isEmpty { return [""] }
    let bytes = Array(text.utf8)
    var parts: [String] = []
    var start = 0
    var index = 0
    while index + delimiter.count <= bytes.count, parts.count < maximumSplits {
      if bytes[index] == delimiter[0],
        bytes[index..<(index + delimiter.count)].elementsEqual(delimiter)
      {
        parts.append(String(decoding: bytes[start..<index], as: UTF8.self))
        index += delimiter.count
        start = index
      } else {
        index += 1
      }
    }
    parts.append(String(decoding: bytes[start...], as: UTF8.self))
    return parts
  }
}
