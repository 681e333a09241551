import Foundation

/// An equation of Einstein's summation convention, such as `ij,jk->ik`.
struct EinsumEquation: Sendable {
  /// What stands for an axis: a letter, or the ellipsis for any number of axes.
  enum Symbol: Hashable, Sendable {
    case letter(UInt8)
    case ellipsis
  }

  /// An axis: a letter's, or one of the ellipsis, counted from its last.
  enum Label: Hashable, Sendable {
    case letter(UInt8)
    case ellipsis(Int)
  }

  /// The axes of each operand.
  let terms: [[Symbol]]
  /// The axes of the result.
  let result: [Symbol]

  /// Reads an equation.
  init(_ text: String) throws(InferenceProblem) {
    let letters = text.utf8.filter { $0 != UInt8(ascii: " ") }
    let sides = String(decoding: letters, as: UTF8.self).components(separatedBy: "->")
    guard let left = sides.first, sides.count <= 2 else { throw Self.problem(text) }
    var terms: [[Symbol]] = []
    for term in left.split(separator: ",", omittingEmptySubsequences: false) {
      terms.append(try Self.symbols(term, of: text))
    }
    self.terms = terms
    let all = terms.flatMap { $0 }
    if sides.count == 2 {
      result = try Self.symbols(sides[1][...], of: text)
      guard Set(result).count == result.count, Set(result).isSubset(of: all) else {
        throw Self.problem(text)
      }
      return
    }
    let counts = all.reduce(into: [UInt8: Int]()) { counts, symbol in
      if case .letter(let letter) = symbol { counts[letter, default: 0] += 1 }
    }
    let once = counts.filter { $0.value == 1 }.keys.sorted().map(Symbol.letter)
    result = (all.contains(.ellipsis) ? [.ellipsis] : []) + once
  }

  private static func symbols(
    _ term: Substring, of text: String
  ) throws(InferenceProblem) -> [Symbol] {
    var symbols: [Symbol] = []
    var rest = term
    while let first = rest.utf8.first {
      if rest.hasPrefix("...") && !symbols.contains(.ellipsis) {
        symbols.append(.ellipsis)
        rest = rest.dropFirst(3)
      } else if UnicodeScalar(first).properties.isAlphabetic && first < 0x80 {
        symbols.append(.letter(first))
        rest = rest.dropFirst()
      } else {
        throw problem(text)
      }
    }
    return symbols
  }

  private static func problem(_ text: String) -> InferenceProblem {
    .invalidAttribute("equation", reason: "'\(text)' is no equation")
  }

  /// The axes of each operand and of the result, for operands of certain ranks.
  func labels(ranks: [Int]) throws(InferenceProblem) -> (operands: [[Label]], result: [Label]) {
    var operands: [[Label]] = []
    var widest = 0
    for (term, rank) in zip(terms, ranks) {
      let open = rank - term.count { $0 != .ellipsis }
      guard open == 0 || (open > 0 && term.contains(.ellipsis)) else {
        throw .shapeMismatch("a term of \(term.count) symbols for \(rank) axes")
      }
      widest = max(widest, open)
      operands.append(Self.labels(term, open: open))
    }
    return (operands, Self.labels(result, open: widest))
  }

  private static func labels(_ term: [Symbol], open: Int) -> [Label] {
    term.flatMap { symbol in
      switch symbol {
      case .letter(let letter): [Label.letter(letter)]
      case .ellipsis: (0..<open).reversed().map(Label.ellipsis)
      }
    }
  }
}
