/// The letters of each operand and of the result, read from an equation such as `"ij,jk->ik"`.
///
/// An equation that makes no sense is a mistake of the caller and ends the program.
struct EinsumEquation {
  /// One letter for each axis of each operand.
  let terms: [[Character]]
  /// One letter for each axis of the result.
  let output: [Character]

  init(_ equation: String, ranks: [Int]) {
    let text = equation.filter { $0 != " " }
    let sides = text.split(separator: "->", omittingEmptySubsequences: false)
    let terms = sides[0].split(separator: ",", omittingEmptySubsequences: false).map(Term.init)
    guard sides.count <= 2, terms.count == ranks.count,
      zip(terms, ranks).allSatisfy({ $0.isRead && $0.accepts(rank: $1) })
    else { fatalError("einsum \"\(equation)\" does not fit operands of ranks \(ranks)") }
    // Axes that `...` stands for get letters that the equation does not use.
    let used = Set(text)
    let free = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".filter { !used.contains($0) }
    let open = zip(terms, ranks).map { $0.hasEllipsis ? $1 - $0.letters.count : 0 }.max() ?? 0
    guard open <= free.count else { fatalError("einsum \"\(equation)\" needs too many letters") }
    let ellipsis = Array(free.prefix(open))
    self.terms = zip(terms, ranks).map { term, rank in
      term.expanded(ellipsis.suffix(Swift.max(0, rank - term.letters.count)))
    }
    let known = Set(self.terms.joined())
    guard sides.count == 2 else {
      output = ellipsis + Self.lettersUsedOnce(terms)
      return
    }
    let right = Term(sides[1])
    output = right.expanded(ellipsis[...])
    guard right.isRead, Set(output).count == output.count, output.allSatisfy(known.contains) else {
      fatalError("einsum \"\(equation)\": the result has letters that no operand has, or has twice")
    }
  }

  private static func lettersUsedOnce(_ terms: [Term]) -> [Character] {
    let letters = terms.flatMap(\.letters)
    return letters.filter { letter in letters.filter { $0 == letter }.count == 1 }.sorted()
  }

  /// The letters of one operand, in two parts where `...` stands between them.
  private struct Term {
    let before: [Character]
    let after: [Character]
    let hasEllipsis: Bool

    init(_ text: Substring) {
      let parts = text.split(separator: "...", omittingEmptySubsequences: false)
      before = Array(parts[0])
      after = parts.count == 2 ? Array(parts[1]) : []
      hasEllipsis = parts.count > 1
    }

    var letters: [Character] { before + after }

    /// Whether the text held letters and at most one `...`.
    var isRead: Bool { letters.allSatisfy { $0.isASCII && $0.isLetter } }

    func accepts(rank: Int) -> Bool {
      hasEllipsis ? letters.count <= rank : letters.count == rank
    }

    func expanded(_ ellipsis: ArraySlice<Character>) -> [Character] {
      hasEllipsis ? before + ellipsis + after : before
    }
  }
}
