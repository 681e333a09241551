import Arrays

/// How the tensors of another program's file, such as a PyTorch `state_dict`, are named and laid out
/// in a module.
///
///     try model.load(
///       tensors,
///       through: [
///         .rename("net.0.*", to: "encoder.hidden.*"),
///         .rename("proj", to: "decoder.output.weight", permuting: [1, 0]),
///         .ignore("**.num_batches_tracked"),
///       ])
///
/// The first rule that fits a name counts; a name that no rule fits stays as it is.
public struct TensorNames: Sendable, ExpressibleByArrayLiteral {
  /// What becomes of the tensors whose names fit a pattern.
  public struct Rule: Sendable {
    let pattern: DottedPattern
    let outcome: Outcome?

    struct Outcome: Sendable {
      let name: DottedPattern
      let axes: [Int]?
    }

    /// Renames tensors.
    ///
    /// - Parameters:
    ///   - pattern: A dotted name, in which `*` stands for one component and `**` for any number.
    ///   - name: The name in the module; each wildcard stands for what the pattern's wildcard of
    ///     the same number stood for.
    ///   - axes: The axes of the file's tensor in the module's order; nil where both agree.
    public static func rename(
      _ pattern: String, to name: String, permuting axes: [Int]? = nil
    ) -> Rule {
      let rule = Rule(
        pattern: DottedPattern(pattern), outcome: Outcome(name: DottedPattern(name), axes: axes))
      precondition(
        DottedPattern(name).wildcards == rule.pattern.wildcards,
        "'\(pattern)' and '\(name)' have other wildcards")
      return rule
    }

    /// Leaves tensors out.
    public static func ignore(_ pattern: String) -> Rule {
      Rule(pattern: DottedPattern(pattern), outcome: nil)
    }
  }

  /// The rules in the order in which they are tried.
  public var rules: [Rule]

  /// Creates a table of rules.
  public init(_ rules: [Rule] = []) { self.rules = rules }

  /// Creates a table of rules.
  public init(arrayLiteral rules: Rule...) { self.init(rules) }

  /// The name and the order of axes that a tensor of the file has in the module; nil where it is left
  /// out.
  func place(of name: String) -> (name: String, axes: [Int]?)? {
    for rule in rules {
      guard let parts = rule.pattern.match(name) else { continue }
      return rule.outcome.map { ($0.name.filled(with: parts), $0.axes) }
    }
    return (name, nil)
  }
}

/// A dotted name with wildcards.
struct DottedPattern: Sendable {
  private let components: [String]

  init(_ text: String) { components = Self.split(text) }

  /// The wildcards in their order.
  var wildcards: [String] { components.filter(Self.isWildcard) }

  /// What each wildcard stands for in `name`; nil where the name does not fit. Of several ways, the
  /// one whose first wildcards are shortest counts.
  func match(_ name: String) -> [[String]]? {
    Self.match(components[...], Self.split(name)[...])
  }

  /// The name in which each wildcard is replaced.
  func filled(with parts: [[String]]) -> String {
    var parts = parts[...]
    return components.flatMap { component in
      Self.isWildcard(component) ? parts.popFirst() ?? [] : [component]
    }.joined(separator: ".")
  }

  private static func isWildcard(_ component: String) -> Bool {
    component == "*" || component == "**"
  }

  private static func split(_ name: String) -> [String] {
    name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
  }

  private static func match(
    _ pattern: ArraySlice<String>, _ name: ArraySlice<String>
  ) -> [[String]]? {
    guard let first = pattern.first else { return name.isEmpty ? [] : nil }
    let rest = pattern.dropFirst()
    switch first {
    case "**":
      for count in 0...name.count {
        if let parts = match(rest, name.dropFirst(count)) {
          return [Array(name.prefix(count))] + parts
        }
      }
      return nil
    case "*":
      guard let component = name.first else { return nil }
      return match(rest, name.dropFirst()).map { [[component]] + $0 }
    default:
      return name.first == first ? match(rest, name.dropFirst()) : nil
    }
  }
}
