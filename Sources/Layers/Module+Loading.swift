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

    /// Creates a conflict.
    public init(name: String, expected: String, found: String) {
      self.name = name
      self.expected = expected
      self.found = found
    }
  }

  /// Parameters without an array.
  public let missing: [String]
  /// Arrays without a parameter.
  public let leftOver: [String]
  /// Arrays that do not fit their parameter.
  public let conflicts: [Conflict]
  /// Arrays that a table of names gives to a parameter that already has one.
  public let repeated: [String]

  /// Compares arrays with a module's parameters; nil where each fits.
  public init?(_ arrays: [String: NDArray], parameters: [NamedParameter]) {
    self.init(arrays, parameters: parameters, sources: [:], repeated: [])
  }

  /// - Parameters:
  ///   - sources: The names that arrays had before they were renamed, by which they are listed.
  ///   - repeated: Arrays whose parameter has another array.
  init?(
    _ arrays: [String: NDArray], parameters: [NamedParameter], sources: [String: String],
    repeated: [String]
  ) {
    let names = Set(parameters.map(\.name))
    missing = parameters.map(\.name).filter { arrays[$0] == nil }
    leftOver = arrays.keys.filter { !names.contains($0) }.map { sources[$0] ?? $0 }.sorted()
    self.repeated = repeated
    conflicts = parameters.compactMap { named in
      guard let array = arrays[named.name] else { return nil }
      let expected = Self.describe(named.parameter.array)
      let found = Self.describe(array)
      return expected == found ? nil : Conflict(name: named.name, expected: expected, found: found)
    }
    if missing.isEmpty && leftOver.isEmpty && conflicts.isEmpty && repeated.isEmpty { return nil }
  }

  /// One line that lists every tensor that differs.
  public var description: String {
    let parts = [
      missing.isEmpty ? nil : "missing \(missing.joined(separator: ", "))",
      leftOver.isEmpty ? nil : "left over \(leftOver.joined(separator: ", "))",
      repeated.isEmpty ? nil : "repeated \(repeated.joined(separator: ", "))",
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
    try load(arrays) { ($0, $1) }
  }

  /// Gives every parameter its array from another program's file; changes nothing unless all fit.
  ///
  /// - Parameters:
  ///   - arrays: The file's tensors by their names there.
  ///   - names: How these are named and laid out in this module.
  /// - Throws: `ParameterMismatch`, which lists what is missing, left over, repeated or of another
  ///   shape or type. Left over and repeated tensors are listed by the file's names.
  public func load(
    _ arrays: [String: NDArray], through names: TensorNames
  ) throws(ParameterMismatch) {
    try load(arrays) { name, array in
      guard let place = names.place(of: name) else { return nil }
      // An array with other axes than the rule's stays as it is, and is listed by its shape.
      guard let axes = place.axes, axes.sorted() == Array(array.shape.indices) else {
        return (place.name, array)
      }
      return (place.name, array.permuted(axes).contiguous())
    }
  }

  /// Gives every parameter its array from another program's file; changes nothing unless all fit.
  ///
  /// - Parameters:
  ///   - arrays: The file's tensors by their names there.
  ///   - translate: The name and the array that a tensor has in this module; nil to leave it out.
  /// - Throws: `ParameterMismatch`, as above.
  public func load(
    _ arrays: [String: NDArray],
    translating translate: (_ name: String, _ array: NDArray) -> (name: String, array: NDArray)?
  ) throws(ParameterMismatch) {
    var (translated, sources) = ([String: NDArray](), [String: String]())
    var repeated: [String] = []
    for (source, array) in arrays.sorted(by: { $0.key < $1.key }) {
      guard let (name, array) = translate(source, array) else { continue }
      if let first = sources.updateValue(source, forKey: name) {
        repeated.append("\(name) (\(first) and \(source))")
      }
      translated[name] = array
    }
    let parameters = self.parameters
    if let mismatch = ParameterMismatch(
      translated, parameters: parameters, sources: sources, repeated: repeated)
    {
      throw mismatch
    }
    for named in parameters {
      if let array = translated[named.name] { named.parameter.array = array }
    }
  }
}
