/// Reads a pattern and writes the program that matches it.
struct RegularExpressionParser {
  /// How deep groups may lie in each other.
  private static let maximumDepth = 100
  /// How often a part may be repeated by numbers, as in RE2.
  private static let maximumCount = 1000
  /// The most steps that a program may have.
  private static let maximumSize = 100_000

  private let pattern: [Unicode.Scalar]
  private var position = 0
  private var depth = 0

  init(_ pattern: String) { self.pattern = Array(pattern.unicodeScalars) }

  /// The program of the whole pattern.
  mutating func program() throws(InferenceProblem) -> [RegularExpression.Instruction] {
    let code = try alternatives()
    if position < pattern.count { throw problem("a ')' without '('") }
    return code + [.match]
  }

  private func problem(_ reason: String) -> InferenceProblem {
    .invalidAttribute("pattern", reason: reason)
  }

  private var next: Unicode.Scalar? { position < pattern.count ? pattern[position] : nil }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == character else { return false }
    position += 1
    return true
  }

  /// Parts of a program refer to places in themselves; moving one moves those.
  private func moved(
    _ code: [RegularExpression.Instruction], by offset: Int
  ) -> [RegularExpression.Instruction] {
    code.map { instruction in
      switch instruction {
      case .fork(let first, let second): .fork(first + offset, second + offset)
      case .jump(let target): .jump(target + offset)
      default: instruction
      }
    }
  }

  private mutating func alternatives() throws(InferenceProblem) -> [RegularExpression.Instruction] {
    var last = try sequence()
    var others: [[RegularExpression.Instruction]] = []
    var end = last.count
    while take("|") {
      others.append(last)
      last = try sequence()
      end += last.count + 2
      if end > Self.maximumSize { throw problem("it is too large") }
    }
    var code: [RegularExpression.Instruction] = []
    for part in others {
      let start = code.count
      code.append(.fork(start + 1, start + part.count + 2))
      code += moved(part, by: start + 1)
      code.append(.jump(end))
    }
    return code + moved(last, by: code.count)
  }

  private mutating func sequence() throws(InferenceProblem) -> [RegularExpression.Instruction] {
    var code: [RegularExpression.Instruction] = []
    while let character = next, character != "|", character != ")" {
      let part = try repeated(try atom())
      code += moved(part, by: code.count)
      if code.count > Self.maximumSize { throw problem("it is too large") }
    }
    return code
  }

  /// A part with the quantifiers that follow it.
  private mutating func repeated(
    _ part: [RegularExpression.Instruction]
  ) throws(InferenceProblem) -> [RegularExpression.Instruction] {
    var part = part
    while let (least, most) = try quantifier() {
      if part.count * max(least, most ?? 0) > Self.maximumSize { throw problem("it is too large") }
      var code: [RegularExpression.Instruction] = []
      for _ in 0..<least { code += moved(part, by: code.count) }
      if let most {
        for _ in 0..<(most - least) {
          let start = code.count
          code += [.fork(start + 1, start + 1 + part.count)] + moved(part, by: start + 1)
        }
      } else {
        let start = code.count
        code += [.fork(start + 1, start + 2 + part.count)] + moved(part, by: start + 1)
        code.append(.jump(start))
      }
      part = code
    }
    return part
  }

  private mutating func quantifier() throws(InferenceProblem) -> (least: Int, most: Int?)? {
    let result: (least: Int, most: Int?)
    if take("*") {
      result = (0, nil)
    } else if take("+") {
      result = (1, nil)
    } else if take("?") {
      result = (0, 1)
    } else if let counts = try counts() {
      result = counts
    } else {
      return nil
    }
    // Whether as few or as many as possible are taken first changes no full match.
    _ = take("?")
    return result
  }

  /// `{n}`, `{n,}` or `{n,m}`; other braces stand for themselves.
  private mutating func counts() throws(InferenceProblem) -> (least: Int, most: Int?)? {
    let start = position
    guard take("{"), let least = number() else {
      position = start
      return nil
    }
    var most: Int? = least
    if take(",") { most = next == "}" ? nil : number() ?? -1 }
    guard take("}"), most ?? 0 >= 0 else {
      position = start
      return nil
    }
    guard least <= Self.maximumCount, most ?? 0 <= Self.maximumCount, most ?? least >= least else {
      throw problem("a part is repeated \(least) to \(most ?? least) times")
    }
    return (least, most)
  }

  private mutating func number() -> Int? {
    var digits = ""
    while let character = next, ("0"..."9").contains(character), digits.count < 9 {
      digits.unicodeScalars.append(character)
      position += 1
    }
    return Int(digits)
  }

  private mutating func atom() throws(InferenceProblem) -> [RegularExpression.Instruction] {
    guard let character = next else { return [] }
    position += 1
    switch character {
    case "(": return try group()
    case "[": return [.take(try characterClass())]
    case ".": return [.take(.notNewline)]
    case "^": return [.require(.start)]
    case "$": return [.require(.end)]
    case "*", "+", "?": throw problem("'\(character)' follows nothing")
    case "\\": return try escape()
    default: return [.take(CharacterClass(character))]
    }
  }

  private mutating func group() throws(InferenceProblem) -> [RegularExpression.Instruction] {
    if take("?") {
      let isNamed = take("P") ? take("<") : take("<")
      if isNamed {
        while let character = next, character != ">" {
          guard CharacterClass.word.contains(character) else { throw problem("a bad group name") }
          position += 1
        }
        guard take(">") else { throw problem("a group name without end") }
      } else if !take(":") {
        throw .unsupportedMode("flags in a regular expression")
      }
    }
    depth += 1
    if depth > Self.maximumDepth { throw problem("it nests too deeply") }
    let code = try alternatives()
    guard take(")") else { throw problem("a '(' without ')'") }
    depth -= 1
    return code
  }

  private mutating func escape() throws(InferenceProblem) -> [RegularExpression.Instruction] {
    switch next {
    case "A":
      position += 1
      return [.require(.start)]
    case "z":
      position += 1
      return [.require(.end)]
    case "b":
      position += 1
      return [.require(.wordBoundary)]
    case "B":
      position += 1
      return [.require(.noWordBoundary)]
    default: return [.take(try escapedClass())]
    }
  }

  /// What follows a backslash: a class of characters or one.
  private mutating func escapedClass() throws(InferenceProblem) -> CharacterClass {
    guard let character = next else { throw problem("a '\\' at its end") }
    position += 1
    switch character {
    case "d": return .digit
    case "D": return CharacterClass.digit.inverted
    case "s": return .space
    case "S": return CharacterClass.space.inverted
    case "w": return .word
    case "W": return CharacterClass.word.inverted
    case "a": return CharacterClass("\u{7}")
    case "f": return CharacterClass("\u{c}")
    case "n": return CharacterClass("\n")
    case "r": return CharacterClass("\r")
    case "t": return CharacterClass("\t")
    case "v": return CharacterClass("\u{b}")
    case "x": return CharacterClass(try hexadecimal())
    default: break
    }
    guard !CharacterClass.word.contains(character) || character == "_" else {
      throw .unsupportedMode("'\\\(character)' in a regular expression")
    }
    return CharacterClass(character)
  }

  /// `HH` or `{H…}`.
  private mutating func hexadecimal() throws(InferenceProblem) -> Unicode.Scalar {
    let isLong = take("{")
    var digits = ""
    while let character = next, character.properties.isASCIIHexDigit,
      digits.count < (isLong ? 8 : 2)
    {
      digits.unicodeScalars.append(character)
      position += 1
    }
    guard !isLong || take("}"), let number = UInt32(digits, radix: 16),
      let character = Unicode.Scalar(number)
    else { throw problem("a bad character number") }
    return character
  }

  /// What follows '['.
  private mutating func characterClass() throws(InferenceProblem) -> CharacterClass {
    let isNegated = take("^")
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    var isFirst = true
    while isFirst || next != "]" {
      isFirst = false
      guard let start = next else { throw problem("a '[' without ']'") }
      position += 1
      if start == "[", next == ":" {
        throw .unsupportedMode("a named class in a regular expression")
      }
      if start == "\\" {
        ranges += try escapedClass().spelledOut
        continue
      }
      var end = start
      if next == "-", position + 1 < pattern.count, pattern[position + 1] != "]" {
        position += 1
        end = pattern[position]
        position += 1
        guard end != "\\", start <= end else { throw problem("a bad range of characters") }
      }
      ranges.append(start...end)
    }
    position += 1
    let result = CharacterClass(ranges)
    return isNegated ? result.inverted : result
  }
}
