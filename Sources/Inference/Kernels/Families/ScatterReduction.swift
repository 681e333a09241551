import Arrays

/// Which ways an operator can write to a place that has a number already.
enum ScatterForm: Sendable {
  /// Replacing it.
  case replace
  /// Also adding to it and multiplying it.
  case arithmetic
  /// Also keeping the larger or the smaller.
  case extremum

  /// Reads the attribute `reduction`.
  func reduction(_ node: inout NodeReader) throws(InferenceProblem) -> ScatterReduction {
    let names: [String] =
      switch self {
      case .replace: []
      case .arithmetic: ["none", "add", "mul"]
      case .extremum: ["none", "add", "mul", "max", "min"]
      }
    if names.isEmpty { return .replace }
    let name = try node.choice("reduction", of: names) ?? "none"
    return ScatterReduction(rawValue: name) ?? .replace
  }
}

/// What becomes of a number where another is written.
enum ScatterReduction: String, Sendable {
  case replace = "none"
  case add, mul, max, min

  /// Requires a type whose elements can be reduced in this way.
  func require(_ type: DataType) throws(InferenceProblem) {
    if self != .replace { try type.requireNumber() }
  }

  /// An array with stretches of `updates`, each of `length` elements, written from `starts` on, one
  /// after the other.
  func scatter(
    _ updates: NDArray, at starts: [Int], length: Int, into x: NDArray
  ) throws(InferenceProblem) -> NDArray {
    if self == .replace { return replacing(updates, starts, length, x) }
    func run<T: Number>(_ type: T.Type) -> NDArray {
      var result = x
      updates.withScalars(of: type) { source in
        result.withUnsafeMutableScalars(of: type) { target in
          for (row, start) in starts.enumerated() {
            for index in 0..<length {
              target[start + index] = combine(target[start + index], source[row * length + index])
            }
          }
        }
      }
      return result
    }
    return run(try x.dataType.number())
  }

  private func combine<T: Number>(_ old: T, _ new: T) -> T {
    switch self {
    case .replace: new
    case .add: T.sum(old, new)
    case .mul: T.product(old, new)
    case .max: Swift.max(old, new)
    case .min: Swift.min(old, new)
    }
  }

  private func replacing(
    _ updates: NDArray, _ starts: [Int], _ length: Int, _ x: NDArray
  ) -> NDArray {
    let width = x.dataType.byteWidth
    return NDArray(shape: x.shape, dataType: x.dataType) { target in
      x.withBytes { target.copyMemory(from: $0) }
      updates.withBytes { source in
        guard let to = target.baseAddress, let from = source.baseAddress else { return }
        for (row, start) in starts.enumerated() {
          (to + start * width)
            .copyMemory(from: from + row * length * width, byteCount: length * width)
        }
      }
    }
  }
}
