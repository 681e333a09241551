import ONNX

/// How an operator of two inputs brings them to one shape, as its versions changed it.
enum Broadcasting: Sendable {
  /// Only with `broadcast = 1`, the second to the first, from `axis` on (by default at the end);
  /// `consumed_inputs` is a hint for computing in place.
  case axis
  /// NumPy's rule, both ways.
  case numpy
}

/// An operator of two inputs that are brought to one shape, and of no other attributes.
protocol BroadcastOperator: Kernel where Form == Broadcasting {
  init(rule: BroadcastRule)
  var rule: BroadcastRule { get }
}

extension BroadcastOperator {
  init(_ form: Broadcasting, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...2)
    self.init(rule: try BroadcastRule(form, &node))
  }
}

/// The broadcasting of one node.
struct BroadcastRule: Sendable {
  private let form: Broadcasting
  private let isEnabled: Bool
  private let axis: Int?

  init(_ form: Broadcasting, _ node: inout NodeReader) throws(InferenceProblem) {
    self.form = form
    switch form {
    case .axis:
      node.ignore("consumed_inputs")
      isEnabled = try node.flag("broadcast")
      axis = try node.int("axis")
    case .numpy: (isEnabled, axis) = (true, nil)
    }
  }

  /// The shape of the result, where it is known.
  func infer(_ a: [Dimension]?, _ b: [Dimension]?) throws(InferenceProblem) -> [Dimension]? {
    guard form == .axis, let first = a, let second = b else { return try broadcastShape([a, b]) }
    let mismatch = InferenceProblem.shapeMismatch(
      "\(shapeText(a)) and \(shapeText(b)), where the second must fit the first")
    if !isEnabled {
      guard first.count == second.count, zip(first, second).allSatisfy(agree) else {
        throw mismatch
      }
      return first
    }
    guard let aligned = try alignedShape(second, rank: first.count, one: .fixed(1)) else {
      throw mismatch
    }
    let fits = zip(first.suffix(aligned.count), aligned)
      .allSatisfy { $1 == .fixed(1) || agree($0, $1) }
    guard fits else { throw mismatch }
    return first
  }

  /// The shape in which the second input broadcasts to the first by NumPy's rule.
  func secondShape(_ first: [Int], _ second: [Int]) throws(InferenceProblem) -> [Int] {
    guard form == .axis, isEnabled else { return second }
    return try alignedShape(second, rank: first.count, one: 1) ?? second
  }

  private func alignedShape<Extent>(
    _ second: [Extent], rank: Int, one: Extent
  ) throws(InferenceProblem) -> [Extent]? {
    guard second.count <= rank else { return nil }
    let start =
      if let axis { try resolveAxis(axis, rank: max(rank, 1)) } else { rank - second.count }
    guard start + second.count <= rank else { return nil }
    return second + Array(repeating: one, count: rank - start - second.count)
  }
}
