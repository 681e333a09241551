import Testing

@testable import Inference

/// Full matches, as Python's `re.fullmatch` has them.
struct RegularExpressionTests {
  static let cases: [(pattern: String, matching: [String], others: [String])] = [
    ("", [""], ["a"]),
    ("abc", ["abc"], ["", "ab", "abcd", "xabc"]),
    ("a|bc|", ["a", "bc", ""], ["abc", "b"]),
    ("a*b+c?", ["b", "aab", "abbbc"], ["", "a", "cb"]),
    ("(ab)*", ["", "abab"], ["aba"]),
    ("(a|b)*c", ["c", "abbac"], ["ab", "acb"]),
    ("(a*)*", ["", "aaaa"], ["b"]),
    ("(a|aa)+$", ["a", "aaaaa"], [""]),
    ("a{2}b{1,3}c{2,}", ["aabcc", "aabbbcccc"], ["abcc", "aabbbbcc", "aabc"]),
    ("x{0}y", ["y"], ["xy"]),
    (".", ["a", "é", "語"], ["", "\n", "ab"]),
    ("[a-cx]", ["a", "b", "c", "x"], ["d", "-", ""]),
    ("[^a-c]", ["d", "\n"], ["a", "b"]),
    ("[]a]+", ["]a]"], ["b"]),
    ("[a\\-z]", ["a", "-", "z"], ["b"]),
    ("[a-]", ["a", "-"], ["b"]),
    ("\\d+\\.\\d*", ["12.", "3.14"], [".5", "3"]),
    ("\\w+@\\w+\\.(com|org)", ["me@there.org"], ["me@there.net", "@x.com"]),
    ("\\S+\\s\\S+", ["a b", "x\ty"], ["ab", "a b c"]),
    ("[^\\W\\d]+", ["abc_"], ["a1", "a-"]),
    ("^a$", ["a"], ["", "ab"]),
    ("a\\b.\\bb", ["a b", "a-b"], ["acb"]),
    ("a\\Bb", ["ab"], ["a b"]),
    ("(?:ab)+?c", ["ababc"], ["c"]),
    ("(?P<year>\\d{4})-(?P<month>\\d\\d)", ["2024-05"], ["24-05"]),
    ("\\x41\\t", ["A\t"], ["A"]),
    ("\\(\\)\\[\\]\\*\\.", ["()[]*."], ["()"]),
  ]

  @Test(arguments: cases.indices)
  func wholeTextsMatch(_ index: Int) throws {
    let (pattern, matching, others) = Self.cases[index]
    let expression = try RegularExpression(pattern)
    for text in matching { #expect(expression.matches(text), "\(pattern) and '\(text)'") }
    for text in others { #expect(!expression.matches(text), "\(pattern) and '\(text)'") }
  }

  @Test func timeGrowsWithTheText() throws {
    // A matcher that tries one way after the other would take 2⁴⁰⁰⁰ steps.
    let expression = try RegularExpression("(a|a|aa)*b")
    #expect(!expression.matches(String(repeating: "a", count: 4000)))
  }

  @Test(.timeLimit(.minutes(1))) func timeGrowsWithThePattern() throws {
    let choices = try RegularExpression(String(repeating: "a|", count: 30_000) + "b")
    #expect(choices.matches("a") && choices.matches("b") && !choices.matches("ab"))
    let characters = try RegularExpression("[" + String(repeating: "a", count: 200_000) + "\\D]")
    #expect(characters.matches("a") && !characters.matches("1"))
  }

  @Test(
    arguments: [
      "(", ")", "a)", "(a", "[", "[a", "*", "a|*", "\\", "a{3,2}", "a{2000}", "[z-a]", "(?P<",
      "(?P<a-b>c)", "\\x{110000}", "(a{1000}){1000}", String(repeating: "(", count: 200),
      String(repeating: "a|", count: 40_000), String(repeating: "|", count: 1_000_000),
    ])
  func badPatternsAreRefused(_ pattern: String) throws {
    let problem = try #require(throws: InferenceProblem.self) {
      try RegularExpression(pattern)
    }
    guard case .invalidAttribute("pattern", _) = problem else {
      Issue.record("\(problem)")
      return
    }
  }

  @Test(arguments: ["(?i)a", "\\pL", "[[:alpha:]]"])
  func whatIsNotSupportedIsSaid(_ pattern: String) throws {
    let problem = try #require(throws: InferenceProblem.self) {
      try RegularExpression(pattern)
    }
    guard case .unsupportedMode = problem else {
      Issue.record("\(problem)")
      return
    }
  }
}
