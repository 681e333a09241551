import Arrays

/// Where an operator's list of axes comes from, as its versions moved it.
enum AxisSource: Sendable {
  /// The attribute `axes`.
  case attribute
  /// The second input.
  case input
}

/// The axes of one node.
struct AxisList: Sendable {
  private let source: AxisSource
  private let axes: [Int]?

  /// Reads the attribute, or checks the number of inputs.
  init(
    _ source: AxisSource, _ node: inout NodeReader, isRequired: Bool
  ) throws(InferenceProblem) {
    self.source = source
    switch source {
    case .attribute:
      try node.requireInputs(1...1)
      axes = isRequired ? try node.requiredInts("axes") : try node.ints("axes")
    case .input:
      try node.requireInputs((isRequired ? 2 : 1)...2)
      axes = nil
    }
  }

  /// What is known of the axes.
  enum Known {
    /// None are given.
    case absent
    /// They are only known in a run.
    case unknown(count: Int?)
    case axes([Int])
  }

  /// The axes, from the types of the node's inputs.
  func known(_ inputs: [ValueType?]) throws(InferenceProblem) -> Known {
    if source == .attribute { return axes.map(Known.axes) ?? .absent }
    guard let type = inputs.optional(1) else { return .absent }
    try type.dataType.requireIndex()
    if let rank = type.rank, rank > 1 {
      throw .shapeMismatch("the axes are \(shapeText(type.shape)) and no list")
    }
    if let axes = type.integers { return .axes(axes) }
    if case .fixed(let count)? = type.shape?.first { return .unknown(count: count) }
    return .unknown(count: nil)
  }
}
