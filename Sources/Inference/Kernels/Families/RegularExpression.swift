/// A regular expression that is matched in a time proportional to its length times the text's.
///
/// The syntax is the greater part of RE2's: <https://github.com/google/re2/wiki/Syntax>. Flags within
/// the pattern and Unicode classes are not supported.
struct RegularExpression: Sendable {
  /// One step of the machine that matches.
  enum Instruction: Sendable {
    /// Takes a character of a class, and goes on with the next instruction.
    case take(CharacterClass)
    /// Goes on at both places.
    case fork(Int, Int)
    /// Goes on at another place.
    case jump(Int)
    /// Goes on where a condition holds between two characters.
    case require(Assertion)
    /// The end.
    case match
  }

  /// A condition between two characters.
  enum Assertion: Sendable {
    case start, end, wordBoundary, noWordBoundary
  }

  private let program: [Instruction]

  /// Reads a pattern.
  ///
  /// - Throws: `unsupportedMode` for what is not supported, `invalidAttribute` for what is no pattern
  ///   or too large.
  init(_ pattern: String) throws(InferenceProblem) {
    var parser = RegularExpressionParser(pattern)
    program = try parser.program()
  }

  /// Whether the whole text is what the pattern describes.
  func matches(_ text: String) -> Bool {
    let characters = Array(text.unicodeScalars)
    var threads = Threads(program.count)
    add(0, at: 0, characters, &threads)
    for (index, character) in characters.enumerated() {
      var next = Threads(program.count)
      for place in threads.places {
        if case .take(let taken) = program[place], taken.contains(character) {
          add(place + 1, at: index + 1, characters, &next)
        }
      }
      if next.places.isEmpty { return false }
      threads = next
    }
    return threads.places.contains { if case .match = program[$0] { true } else { false } }
  }

  /// Places in the program, each once.
  private struct Threads {
    private(set) var places: [Int] = []
    private var isIn: [Bool]

    init(_ count: Int) { isIn = Array(repeating: false, count: count) }

    mutating func insert(_ place: Int) -> Bool {
      if isIn[place] { return false }
      isIn[place] = true
      places.append(place)
      return true
    }
  }

  /// Adds a place and all that lead on from it without taking a character.
  private func add(
    _ start: Int, at index: Int, _ characters: [Unicode.Scalar], _ threads: inout Threads
  ) {
    var pending = [start]
    while let place = pending.popLast() {
      guard threads.insert(place) else { continue }
      switch program[place] {
      case .fork(let first, let second): pending += [second, first]
      case .jump(let target): pending.append(target)
      case .require(let assertion):
        if holds(assertion, at: index, characters) { pending.append(place + 1) }
      case .take, .match: break
      }
    }
  }

  private func holds(
    _ assertion: Assertion, at index: Int, _ characters: [Unicode.Scalar]
  ) -> Bool {
    func isWord(_ place: Int) -> Bool {
      characters.indices.contains(place) && CharacterClass.word.contains(characters[place])
    }
    switch assertion {
    case .start: return index == 0
    case .end: return index == characters.count
    case .wordBoundary: return isWord(index - 1) != isWord(index)
    case .noWordBoundary: return isWord(index - 1) == isWord(index)
    }
  }
}

/// A set of characters.
struct CharacterClass: Sendable {
  private var ranges: [ClosedRange<Unicode.Scalar>]
  private var isNegated = false

  /// The characters of ranges.
  init(_ ranges: [ClosedRange<Unicode.Scalar>]) { self.ranges = ranges }

  /// One character.
  init(_ character: Unicode.Scalar) { ranges = [character...character] }

  static let digit = CharacterClass(["0"..."9"])
  static let space = CharacterClass(["\t"..."\n", "\u{c}"..."\r", " "..." "])
  static let word = CharacterClass(["0"..."9", "A"..."Z", "_"..."_", "a"..."z"])
  static let notNewline = CharacterClass("\n").inverted

  /// All other characters.
  var inverted: CharacterClass {
    var result = self
    result.isNegated.toggle()
    return result
  }

  /// Whether a character is in the set.
  func contains(_ character: Unicode.Scalar) -> Bool {
    ranges.contains { $0.contains(character) } != isNegated
  }

  /// The ranges without negation.
  var spelledOut: [ClosedRange<Unicode.Scalar>] {
    guard isNegated else { return ranges }
    var result: [ClosedRange<Unicode.Scalar>] = []
    var next: UInt32 = 0
    func append(upTo end: UInt32) {
      // Numbers between the two blocks of characters stand for none.
      for block: ClosedRange<UInt32> in [0...0xd7ff, 0xe000...0x10ffff] {
        let (low, high) = (max(next, block.lowerBound), min(end, block.upperBound))
        guard low <= high, let first = Unicode.Scalar(low), let last = Unicode.Scalar(high) else {
          continue
        }
        result.append(first...last)
      }
    }
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if range.lowerBound.value > next { append(upTo: range.lowerBound.value - 1) }
      next = max(next, range.upperBound.value + 1)
    }
    append(upTo: 0x10ffff)
    return result
  }
}
