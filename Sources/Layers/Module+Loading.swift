import Arrays

/// How named arrays differ from the parameters of a module that they were meant for.
public struct ParameterMismatch: Error, Equatable, CustomStringConvertible {
  /// An array whose shape or data type is not the parameter's.
  public struct Conflict: Equatable, Sendable {
    /// The dotted name.
    public let name: String
    /// The parameter's shape and data type, such as `[400, 784] of float32`.
    public let expected: String
    /// The array's.
    public let found: String
  }

  /// Parameters without an array.
  public let missing: [String]
  /// Arrays without a parameter.
  public let leftOver: [String]
  /// Arrays that do not fit their parameter.
  public let conflicts: [Conflict]

  /// Compares arrays with a module's parameters; nil where each fits.
  public init?(_ arrays: [String: NDArray], parameters: [NamedParameter]) {
    let names = Set(parameters.map(\.name))
    missing = parameters.map(\.name).filter { arrays[$0] == nil }
    leftOver = arrays.keys.filter { !names.contains($0) }.sorted()
    conflicts = parameters.compactMap { named in
      guard let array = arrays[named.name] else { return nil }
      let expected = Self.describe(named.parameter.array)
      let found = Self.describe(array)
      return expected == found ? nil : Conflict(name: named.name, expected: expected, found: found)
    }
    if missing.isEmpty && leftOver.isEmpty && conflicts.isEmpty { return nil }
  }

  /// One line that lists every tensor that differs.
  public var description: String {
    let parts = [
      missing.isEmpty ? nil : "missing \(missing.joined(separator: ", "))",
      leftOver.isEmpty ? nil : "left over \(leftOver.joined(separator: ", "))",
      conflicts.isEmpty
        ? nil
        : conflicts.map { "\($0.name) is \($0.found) instead of \($0.expected)" }
          .joined(separator: ", "),
    ]
    return "the tensors are another architecture's: "
      + parts.compactMap { $0 }.joined(separator: "; ")
  }

  private static func describe(_ array: NDArray) -> String { "\(array.shape) of \(array.dataType)" }
}

extension Module {
  /// Gives every parameter the array of its dotted name; changes nothing unless all fit.
  ///
  /// - Throws: `ParameterMismatch`, which lists what is missing, left over or of another shape.
  public func load(_ arrays: [String: NDArray]) throws(ParameterMismatch) {
    let parameters = self.parameters
    if let mismatch = ParameterMismatch(arrays, parameters: parameters) { throw mismatch }
    for named in parameters {
      if let array = arrays[named.name] { named.parameter.array = array }
    }
  }
}
