import Arrays
import ONNX

/// What the versions of recurrent operators differ by.
enum RecurrentForm: Sendable {
  /// `output_sequence` says whether the first output is wanted.
  case sequenceFlag
  /// The same, and `linear_before_reset` where the operator is GRU.
  case resetOrder
  /// Outputs that are not wanted have no name.
  case plain
  /// The same, and `layout` may put the batch before the time.
  case layout
}

/// The attributes that recurrent operators share.
struct RecurrentAttributes: Sendable {
  /// The activations of each direction.
  let activations: [[RecurrentActivation]]
  /// For each direction, whether it runs from the end.
  let areReversed: [Bool]
  /// Whether the batch comes before the time.
  let isBatchFirst: Bool
  private let hiddenSize: Int?
  private let clip: Double?

  init(
    _ form: RecurrentForm, usual: [String], _ node: inout NodeReader
  ) throws(InferenceProblem) {
    let direction = try node.string("direction")?.lowercased() ?? "forward"
    switch direction {
    case "forward": areReversed = [false]
    case "reverse": areReversed = [true]
    case "bidirectional": areReversed = [false, true]
    default: throw .invalidAttribute("direction", reason: "it is '\(direction)'")
    }
    activations = try RecurrentActivation.read(
      usual: usual, directionCount: areReversed.count, &node)
    hiddenSize = try node.int("hidden_size")
    clip = try node.float("clip").map { Double($0) }
    isBatchFirst = form == .layout ? try node.flag("layout") : false
    if form == .sequenceFlag || form == .resetOrder { _ = try node.flag("output_sequence") }
    if let clip, !(clip >= 0) { throw .invalidAttribute("clip", reason: "it is \(clip)") }
  }

  /// Whether functions and layout are the usual ones of a long short-term memory.
  var isPlain: Bool {
    clip == nil && !isBatchFirst && activations.allSatisfy { $0.map(\.name) == Self.plainNames }
  }

  private static let plainNames = ["sigmoid", "tanh", "tanh"]

  /// What goes into an activation, limited.
  func clipped(_ x: NDArray) -> NDArray {
    guard let clip else { return x }
    return x.combining(.minimum, x.constant(Double(clip)))
      .combining(.maximum, x.constant(-Double(clip)))
  }

  /// The inputs' extents, as far as they are known, after all inputs were found to fit each other.
  ///
  /// - Parameters:
  ///   - inputs: X, W, R, B, sequence_lens, initial_h, initial_c, P.
  ///   - gates: The number of gates.
  func shape(
    _ inputs: [ValueType?], gates: Int
  ) throws(InferenceProblem) -> RecurrentShape {
    let (x, w, r) = (
      try inputs.required(0), try inputs.required(1), try inputs.required(2)
    )
    try x.dataType.requireFloatingPoint()
    for case let input? in inputs.enumerated().filter({ $0.offset != 4 }).map(\.element) {
      try input.dataType.require(x.dataType)
    }
    if let lengths: ValueType = inputs.optional(4) { try lengths.dataType.require(.int32) }
    func extent(_ type: ValueType, _ axis: Int) throws(InferenceProblem) -> Dimension {
      guard let shape = type.shape else { return .unknown }
      guard shape.count == 3 else { throw .shapeMismatch("\(type.description) has not 3 axes") }
      return shape[axis]
    }
    var hidden = try extent(r, 2)
    if let hiddenSize { hidden = .fixed(hiddenSize) }
    let shape = RecurrentShape(
      time: try extent(x, isBatchFirst ? 1 : 0), batch: try extent(x, isBatchFirst ? 0 : 1),
      directions: areReversed.count, hidden: hidden)
    let size = try extent(x, 2)
    try shape.check("W", w, [shape.directionExtent, shape.multiple(gates), size])
    try shape.check("R", r, [shape.directionExtent, shape.multiple(gates), hidden])
    try shape.check("B", inputs.optional(3), [shape.directionExtent, shape.multiple(2 * gates)])
    try shape.check("sequence_lens", inputs.optional(4), [shape.batch])
    let state = shape.state(isBatchFirst: isBatchFirst)
    try shape.check("initial_h", inputs.optional(5), state)
    try shape.check("initial_c", inputs.optional(6), state)
    try shape.check("P", inputs.optional(7), [shape.directionExtent, shape.multiple(3)])
    return shape
  }
}

/// The extents of a recurrent operator's values, as far as they are known.
struct RecurrentShape {
  let time: Dimension
  let batch: Dimension
  let directions: Int
  let hidden: Dimension

  /// The number of directions as an extent.
  var directionExtent: Dimension { .fixed(directions) }

  /// The extent of several gates together.
  func multiple(_ count: Int) -> Dimension {
    guard case .fixed(let hidden) = hidden else { return .unknown }
    let (product, overflow) = hidden.multipliedReportingOverflow(by: count)
    return overflow ? .fixed(-1) : .fixed(product)
  }

  /// The shape of a state.
  func state(isBatchFirst: Bool) -> [Dimension] {
    isBatchFirst ? [batch, directionExtent, hidden] : [directionExtent, batch, hidden]
  }

  /// The shape of all states.
  func sequence(isBatchFirst: Bool) -> [Dimension] {
    isBatchFirst
      ? [batch, time, directionExtent, hidden] : [time, directionExtent, batch, hidden]
  }

  /// Requires an input's shape.
  func check(
    _ name: String, _ type: ValueType?, _ expected: [Dimension]
  ) throws(InferenceProblem) {
    guard let shape = type?.shape else { return }
    guard shape.count == expected.count, zip(shape, expected).allSatisfy(agree) else {
      throw .shapeMismatch("\(name) is \(shapeText(shape)), not \(shapeText(expected))")
    }
  }
}
