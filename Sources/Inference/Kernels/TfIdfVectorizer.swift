import Arrays
import ONNX

/// How often n-grams occur: <https://onnx.ai/onnx/operators/onnx__TfIdfVectorizer.html>.
struct TfIdfVectorizerKernel: ValueKernel {
  /// What becomes of the counts.
  private enum Mode: String {
    /// They stay.
    case count = "TF"
    /// A weight where there are any.
    case presence = "IDF"
    /// They are multiplied by weights.
    case weighted = "TFIDF"
  }

  /// An element of an n-gram.
  private enum Token: Hashable {
    case number(Int64)
    case text([UInt8])
  }

  static let operatorType = "TfIdfVectorizer"
  static let versions: [Int: OneForm] = [9: OneForm()]

  private let mode: Mode
  private let lengths: ClosedRange<Int>
  private let maximumSkip: Int
  /// The number of every n-gram of the pool, and by number its column and its weight.
  private let numbers: [[Token]: Int]
  private let columns: [Int]
  private let weights: [Float]
  private let width: Int
  private let takesTexts: Bool

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    let modeName = try node.string("mode") ?? ""
    guard let mode = Mode(rawValue: modeName) else {
      throw .invalidAttribute("mode", reason: "it is '\(modeName)'")
    }
    self.mode = mode
    let (shortest, longest) = (
      try node.requiredInt("min_gram_length"), try node.requiredInt("max_gram_length")
    )
    guard shortest >= 1, longest >= shortest else {
      throw .invalidAttribute(
        "max_gram_length", reason: "the lengths are \(shortest) to \(longest)")
    }
    lengths = shortest...longest
    maximumSkip = try node.requiredInt("max_skip_count")
    if maximumSkip < 0 { throw .invalidAttribute("max_skip_count", reason: "it is negative") }
    columns = try node.requiredInts("ngram_indexes")
    guard columns.allSatisfy({ (0..<(1 << 31)).contains($0) }) else {
      throw .invalidAttribute("ngram_indexes", reason: "an index is impossible")
    }
    width = (columns.max() ?? -1) + 1
    weights = try node.floats("weights") ?? Array(repeating: 1, count: columns.count)
    let texts = try node.strings("pool_strings")
    let integers = try node.ints("pool_int64s")
    guard (texts == nil) != (integers == nil), weights.count == columns.count else {
      throw .invalidAttribute("ngram_indexes", reason: "pool, indexes and weights do not fit")
    }
    takesTexts = texts != nil
    let pool =
      texts?.map { Token.text(Array($0.utf8)) } ?? integers?.map { Token.number(Int64($0)) } ?? []
    numbers = try Self.grams(pool, starts: try node.requiredInts("ngram_counts"), columns.count)
  }

  /// The n-grams of a pool, in which those of each length lie one after the other.
  private static func grams(
    _ pool: [Token], starts: [Int], _ count: Int
  ) throws(InferenceProblem) -> [[Token]: Int] {
    var numbers: [[Token]: Int] = [:]
    var number = 0
    for (index, start) in starts.enumerated() {
      let end = index + 1 < starts.count ? starts[index + 1] : pool.count
      guard start >= 0, start <= end, end <= pool.count, (end - start) % (index + 1) == 0 else {
        throw .invalidAttribute("ngram_counts", reason: "they do not divide the pool")
      }
      for place in stride(from: start, to: end, by: index + 1) {
        numbers[Array(pool[place..<(place + index + 1)])] = number
        number += 1
      }
    }
    guard number == count else {
      throw .invalidAttribute("ngram_indexes", reason: "there are \(count) for \(number) n-grams")
    }
    return numbers
  }

  func evaluate(
    _ inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] {
    let (tokens, shape) = try tokens(inputs)
    guard (1...2).contains(shape.count) else {
      throw .shapeMismatch("\(shape) is neither [C] nor [N, C]")
    }
    let (rows, length) = (shape.count == 1 ? 1 : shape[0], shape[shape.count - 1])
    let size = try checkedCount([rows, width]) * 4
    try budget.claim(size)
    defer { budget.release(size) }
    var counts = [Float](repeating: 0, count: rows * width)
    for row in 0..<rows {
      try count(tokens[(row * length)..<((row + 1) * length)], budget) { number in
        let place = row * width + columns[number]
        switch mode {
        case .count: counts[place] += 1
        case .presence: counts[place] = weights[number]
        case .weighted: counts[place] += weights[number]
        }
      }
    }
    return [.tensor(NDArray(counts, shape: shape.dropLast() + [width]))]
  }

  private func tokens(
    _ inputs: [Value?]
  ) throws(InferenceProblem) -> (tokens: [Token], shape: [Int]) {
    if takesTexts {
      let strings = try inputs.strings(0)
      return (strings.elements.map { .text(Array($0.utf8)) }, strings.shape)
    }
    let array = try inputs.array(0)
    try array.dataType.requireIndex()
    return (array.cast(to: .int64).scalars(Int64.self).map { .number($0) }, array.shape)
  }

  /// Calls `body` with the number of each n-gram of the pool that occurs in a row.
  private func count(
    _ row: ArraySlice<Token>, _ budget: RunBudget, _ body: (Int) -> Void
  ) throws(InferenceProblem) {
    for length in lengths {
      // Single elements are the same whatever is skipped between them.
      for skip in 1...(length == 1 ? 1 : 1 + min(maximumSkip, row.count)) {
        let (reach, overflow) = (length - 1).multipliedReportingOverflow(by: skip)
        guard !overflow, reach < row.count else { break }
        try budget.step(1 + row.count / 64)
        for start in row.startIndex..<(row.endIndex - reach) {
          let gram = stride(from: start, through: start + reach, by: skip).map { row[$0] }
          if let number = numbers[gram] { body(number) }
        }
      }
      if length > row.count { break }
    }
  }
}
