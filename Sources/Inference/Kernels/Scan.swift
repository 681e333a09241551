import Arrays
import ONNX

/// A subgraph for each slice of its inputs along an axis, with state that it carries from one to the
/// next: <https://onnx.ai/onnx/operators/onnx__Scan.html>.
struct ScanKernel: ValueKernel {
  /// What the axes of the inputs are.
  enum Form: Sendable {
    /// The first is the batch, the second is scanned; the first input may give lengths.
    case batches
    /// Attributes say which is scanned.
    case axes
  }

  static let operatorType = "Scan"
  static let versions: [Int: Form] = [
    8: .batches, 9: .axes, 11: .axes, 16: .axes, 19: .axes, 21: .axes, 23: .axes, 24: .axes,
    25: .axes,
  ]

  private let form: Form
  private let body: Subgraph
  private let stateCount: Int
  private let inputAxes: [Int]
  private let inputsAreReversed: [Bool]
  private let outputAxes: [Int]
  private let outputsAreReversed: [Bool]

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    self.form = form
    let valueCount = node.inputCount - (form == .batches ? 1 : 0)
    let scannedCount = try node.requiredInt("num_scan_inputs")
    guard scannedCount >= 1, scannedCount <= valueCount else {
      throw .invalidAttribute("num_scan_inputs", reason: "it is \(scannedCount)")
    }
    stateCount = valueCount - scannedCount
    try node.requireInputs(0...Int.max)
    try node.requireOutputs(max(1, stateCount)...Int.max)
    body = try node.subgraph("body")
    try body.require("body", inputs: valueCount, outputs: node.outputCount)
    let stackedCount = node.outputCount - stateCount
    switch form {
    case .batches:
      inputsAreReversed = try node.directions("directions", scannedCount)
      inputAxes = Array(repeating: 0, count: scannedCount)
      outputAxes = Array(repeating: 0, count: stackedCount)
      outputsAreReversed = []
    case .axes:
      inputsAreReversed = try node.directions("scan_input_directions", scannedCount)
      outputsAreReversed = try node.directions("scan_output_directions", stackedCount)
      inputAxes = try node.axes("scan_input_axes", scannedCount)
      outputAxes = try node.axes("scan_output_axes", stackedCount)
    }
  }

  func evaluate(
    _ inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] {
    if form == .batches { return try evaluateBatches(inputs, budget) }
    var scanned: [NDArray] = []
    for index in inputAxes.indices { scanned.append(try inputs.array(stateCount + index)) }
    var states: [Value] = []
    for index in 0..<stateCount { states.append(try inputs.required(index)) }
    return try scan(states, scanned, length: nil, inputs, budget)
  }

  /// Every element of the batch by itself; what is beyond an element's length is 0.
  private func evaluateBatches(
    _ inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] {
    var arrays: [NDArray] = []
    for index in 1...(stateCount + inputAxes.count) { arrays.append(try inputs.array(index)) }
    guard let batch = arrays.first?.shape.first,
      arrays.allSatisfy({ $0.shape.first == batch }),
      arrays.dropFirst(stateCount).allSatisfy({ $0.rank >= 2 }), batch > 0
    else { throw .shapeMismatch("the inputs \(arrays.map(\.shape)) are no batches of one size") }
    let lengths = try lengths(inputs, batch, arrays[stateCount].shape[1])
    var rows: [[NDArray]] = []
    var held = 0
    defer { budget.release(held) }
    for index in 0..<batch {
      let elements = arrays.map { $0.element(index, along: 0) }
      let results = try scan(
        elements[..<stateCount].map(Value.tensor), Array(elements[stateCount...]),
        length: lengths[index], inputs, budget)
      let size = results.reduce(0) { $0 + $1.byteCount }
      try budget.claim(size)
      held += size
      rows.append(
        try results.map { value throws(InferenceProblem) in try ([value] as [Value?]).array(0) })
    }
    return try (0..<body.outputCount).map { output throws(InferenceProblem) in
      let parts = rows.map { $0[output].reshaped([1] + $0[output].shape) }
      guard let shape = NDArray.concatenatedShape(parts.map(\.shape), axis: 0) else {
        throw .shapeMismatch("the results \(parts.map(\.shape)) make no batch")
      }
      try budget.claim(shape.reduce(parts[0].dataType.byteWidth, *))
      defer { budget.release(shape.reduce(parts[0].dataType.byteWidth, *)) }
      return .tensor(NDArray.concatenate(parts, axis: 0))
    }
  }

  private func lengths(
    _ inputs: [Value?], _ batch: Int, _ length: Int
  ) throws(InferenceProblem) -> [Int] {
    guard inputs.optional(0) != nil else { return Array(repeating: length, count: batch) }
    let array = try inputs.array(0)
    try array.dataType.require(.int64)
    let lengths = integerElements(array)
    guard array.shape == [batch], lengths.allSatisfy({ (0...length).contains($0) }) else {
      throw .invalidValue("the lengths \(lengths) of \(batch) sequences of \(length)")
    }
    return lengths
  }

  /// Runs the body for each slice, up to a length that is shorter than the axis.
  private func scan(
    _ initial: [Value], _ scanned: [NDArray], length: Int?, _ inputs: [Value?],
    _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] {
    var axes: [Int] = []
    for (array, axis) in zip(scanned, inputAxes) {
      axes.append(try resolveAxis(axis, rank: array.rank))
    }
    let extents = zip(scanned, axes).map { $0.shape[$1] }
    guard let extent = extents.first, Set(extents).count == 1 else {
      throw .shapeMismatch("the axes to scan have the extents \(extents)")
    }
    let count = length ?? extent
    var states = initial
    var stacks = StackedOutputs(body.graph.outputs.dropFirst(stateCount).map(\.info))
    var held = 0
    defer { budget.release(held + stacks.byteCount) }
    for step in 0..<count {
      try budget.step()
      let slices = scanned.indices.map { index in
        let place = inputsAreReversed[index] ? count - 1 - step : step
        return Value.tensor(scanned[index].element(place, along: axes[index]))
      }
      let results = try body.run(states + slices, in: inputs, budget)
      states = Array(results[..<stateCount])
      budget.release(held)
      held = 0
      let size = states.reduce(0) { $0 + $1.byteCount }
      try budget.claim(size)
      held = size
      try stacks.append(results[stateCount...], budget)
    }
    try stacks.pad(to: extent, budget)
    return states + (try stacks.joined(axes: outputAxes, areReversed: outputsAreReversed, budget))
  }
}

extension NDArray {
  /// The part at one place of an axis, without the axis.
  func element(_ place: Int, along axis: Int) -> NDArray {
    var rest = shape
    rest.remove(at: axis)
    return sliced(axis: axis, start: place, count: 1).reshaped(rest)
  }
}

extension NodeReader {
  /// A list of 0 and 1, of a fixed length where it is given.
  fileprivate mutating func directions(
    _ name: String, _ count: Int
  ) throws(InferenceProblem) -> [Bool] {
    let values = try ints(name) ?? Array(repeating: 0, count: count)
    guard values.count == count, values.allSatisfy({ $0 == 0 || $0 == 1 }) else {
      throw .invalidAttribute(name, reason: "it is \(values), not \(count) times 0 or 1")
    }
    return values.map { $0 == 1 }
  }

  /// A list of axes, of a fixed length where it is given.
  fileprivate mutating func axes(_ name: String, _ count: Int) throws(InferenceProblem) -> [Int] {
    let values = try ints(name) ?? Array(repeating: 0, count: count)
    guard values.count == count else {
      throw .invalidAttribute(name, reason: "it is \(values), not \(count) axes")
    }
    return values
  }
}
