import Foundation

/// What running cases came to, as tables for people or as JSON.
public struct ConformanceReport: Sendable {
  /// The cases, in the order in which they ran.
  public let results: [ConformanceCase.Result]

  /// Runs cases, one after the other.
  public init(running cases: [ConformanceCase]) { results = cases.map { $0.run() } }

  /// How many cases came to what.
  public struct Counts: Sendable, Equatable, Encodable, CustomStringConvertible {
    /// Cases whose outputs are right.
    public var passed = 0
    /// Cases with a wrong output or an error.
    public var failed = 0
    /// Cases that need what the engine does not have.
    public var skipped = 0

    /// Creates counts of no cases.
    public init() {}

    /// `N passed, N failed, N skipped`.
    public var description: String { "\(passed) passed, \(failed) failed, \(skipped) skipped" }

    fileprivate mutating func count(_ outcome: ConformanceOutcome) {
      switch outcome {
      case .passed: passed += 1
      case .failed: failed += 1
      case .skipped: skipped += 1
      }
    }
  }

  /// How many of all cases came to what.
  public var counts: Counts {
    results.reduce(into: Counts()) { $0.count($1.outcome) }
  }

  /// The names of the cases that passed, in the order of their bytes, each once.
  public var passedNames: [String] {
    let names = results.compactMap { result in
      if case .passed = result.outcome { result.name } else { nil }
    }
    return Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// How many cases passed as plans, not only node by node.
  public var plannedCount: Int {
    results.count { $0.outcome == .passed(isPlanned: true) }
  }

  /// Counts by operator, in the order of their names; cases about several come last.
  public var operators: [(name: String, counts: Counts)] {
    let groups = Dictionary(grouping: results) { $0.operatorType }
    func row(_ key: String?) -> (name: String, counts: Counts) {
      let counts = (groups[key] ?? []).reduce(into: Counts()) { $0.count($1.outcome) }
      return (key ?? "(several)", counts)
    }
    return groups.keys.compactMap { $0 }.sorted().map(row) + (groups[nil] == nil ? [] : [row(nil)])
  }

  /// One line for each failed case, one for each reason to skip cases, a table by operator, and the
  /// counts as the last line.
  public func text() -> String {
    var lines: [String] = []
    var reasons: [String: Int] = [:]
    for result in results {
      switch result.outcome {
      case .passed: break
      case .failed(let reason): lines.append("failed: \(result.name): \(reason)")
      case .skipped(let reason): reasons[reason, default: 0] += 1
      }
    }
    lines += reasons.sorted { $0.key < $1.key }.map {
      "skipped: \($0.key) (\($0.value) \($0.value == 1 ? "case" : "cases"))"
    }
    let width = max(8, operators.map(\.name.count).max() ?? 0)
    func row(_ name: String, _ cells: [String]) -> String {
      name + String(repeating: " ", count: width - name.count)
        + cells.map { String(repeating: " ", count: max(1, 9 - $0.count)) + $0 }.joined()
    }
    lines.append(row("operator", ["passed", "failed", "skipped"]))
    lines += operators.map { name, counts in
      row(name, [counts.passed, counts.failed, counts.skipped].map { "\($0)" })
    }
    return (lines + [counts.description, ""]).joined(separator: "\n")
  }

  /// The same as one JSON object in a line: the counts, `operators` and `cases`.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(JSONForm(self)), as: UTF8.self) + "\n"
  }
}

/// A report as JSON shows it.
private struct JSONForm: Encodable {
  struct Case: Encodable {
    let name: String
    let `operator`: String?
    let outcome: String
    let reason: String?
  }

  let passed: Int
  let failed: Int
  let skipped: Int
  let operators: [String: ConformanceReport.Counts]
  let cases: [Case]

  init(_ report: ConformanceReport) {
    let counts = report.counts
    (passed, failed, skipped) = (counts.passed, counts.failed, counts.skipped)
    operators = Dictionary(uniqueKeysWithValues: report.operators.map { ($0.name, $0.counts) })
    cases = report.results.map { result in
      let (outcome, reason): (String, String?) =
        switch result.outcome {
        case .passed: ("passed", nil)
        case .failed(let reason): ("failed", reason)
        case .skipped(let reason): ("skipped", reason)
        }
      return Case(
        name: result.name, operator: result.operatorType, outcome: outcome, reason: reason)
    }
  }
}
