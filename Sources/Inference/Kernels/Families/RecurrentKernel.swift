import Arrays

/// One direction's weights.
struct RecurrentWeights {
  /// The weights of the state, transposed: (hidden, gates · hidden).
  let state: NDArray
  /// The biases that are added with the state's weights: (gates · hidden).
  let stateBias: NDArray?
  /// The peepholes: (3 · hidden).
  let peepholes: NDArray?
}

/// A recurrent operator.
protocol RecurrentKernel: Kernel where Form == RecurrentForm {
  /// The number of gates, whose weights lie one after the other.
  static var gateCount: Int { get }
  /// The number of states: the hidden one, and the cell where there is one.
  static var stateCount: Int { get }

  /// The attributes.
  var attributes: RecurrentAttributes { get }

  /// The states after one step.
  ///
  /// - Parameters:
  ///   - x: What the inputs contribute to the gates, their biases among it: (batch, gates · hidden).
  ///   - states: The states before: (batch, hidden) each.
  ///   - weights: The direction's weights.
  ///   - activations: The direction's activations.
  func step(
    _ x: NDArray, _ states: [NDArray], _ weights: RecurrentWeights,
    _ activations: [RecurrentActivation]
  ) -> [NDArray]
}

extension RecurrentKernel {
  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let type = try inputs.required(0).dataType
    let shape = try attributes.shape(inputs, gates: Self.gateCount)
    let first = attributes.isBatchFirst
    return [ValueType(type, shape.sequence(isBatchFirst: first))]
      + Array(
        repeating: ValueType(type, shape.state(isBatchFirst: first)), count: Self.stateCount)
  }

  func scratchByteCount(_ inputs: [ValueType?]) throws(InferenceProblem) -> Int {
    let shape = try attributes.shape(inputs, gates: Self.gateCount)
    let gates = [shape.time, shape.batch, shape.multiple(2 * Self.gateCount)]
    return try checkedCount(knownExtents(gates)) * 8
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    var x = try inputs.required(0)
    if attributes.isBatchFirst { x = x.permuted([1, 0, 2]) }
    let lengths = try lengths(inputs.optional(4), time: x.shape[0], batch: x.shape[1])
    var sequences: [NDArray] = []
    var finals: [[NDArray]] = Array(repeating: [], count: Self.stateCount)
    for direction in attributes.areReversed.indices {
      let (sequence, states) = try run(direction, x, inputs, lengths)
      sequences.append(sequence.reshaped([x.shape[0], 1] + sequence.shape.dropFirst()))
      for (index, state) in states.enumerated() {
        finals[index].append(state.reshaped([1] + state.shape))
      }
    }
    let y = NDArray.concatenate(sequences, axis: 1)
    let states = finals.map { NDArray.concatenate($0, axis: 0) }
    guard attributes.isBatchFirst else { return [y] + states }
    return [y.permuted([2, 0, 1, 3])] + states.map { $0.permuted([1, 0, 2]) }
  }

  private func lengths(
    _ array: NDArray?, time: Int, batch: Int
  ) throws(InferenceProblem) -> [Int] {
    guard let array else { return Array(repeating: time, count: batch) }
    let lengths = integerElements(array)
    guard lengths.allSatisfy({ (0...time).contains($0) }) else {
      throw .invalidValue("the lengths \(lengths) of sequences of \(time)")
    }
    return lengths
  }

  /// All hidden states of a direction, (time, batch, hidden), and the last states.
  private func run(
    _ direction: Int, _ x: NDArray, _ inputs: [NDArray?], _ lengths: [Int]
  ) throws(InferenceProblem) -> (sequence: NDArray, states: [NDArray]) {
    let (w, r) = (
      try inputs.required(1).element(direction, along: 0),
      try inputs.required(2).element(direction, along: 0)
    )
    let bias = inputs.optional(3)?.element(direction, along: 0)
    let gates = w.shape[0]
    let weights = RecurrentWeights(
      state: r.transposed(), stateBias: bias?.sliced(axis: 0, start: gates, count: gates),
      peepholes: inputs.optional(7)?.element(direction, along: 0))
    let isReversed = attributes.areReversed[direction]
    var parts = (isReversed ? x.reversedTimes(lengths) : x).matmul(w.transposed())
    if let bias { parts = parts.combining(.add, bias.sliced(axis: 0, start: 0, count: gates)) }
    var states = try (0..<Self.stateCount).map { index throws(InferenceProblem) in
      try initialState(inputs.optional(5 + index), direction, x, hidden: r.shape[1])
    }
    var rows: [NDArray] = []
    for time in 0..<x.shape[0] {
      let next = step(
        parts.element(time, along: 0), states, weights, attributes.activations[direction])
      let isGoingOn = lengths.map { time < $0 }
      rows.append(NDArray.zeros(next[0].shape, x.dataType).replacingRows(isGoingOn, by: next[0]))
      states = zip(states, next).map { $0.replacingRows(isGoingOn, by: $1) }
    }
    let shape = [x.shape[0]] + states[0].shape
    if rows.isEmpty { return (NDArray.zeros(shape, x.dataType), states) }
    let sequence = NDArray.concatenate(rows, axis: 0).reshaped(shape)
    return (isReversed ? sequence.reversedTimes(lengths) : sequence, states)
  }

  private func initialState(
    _ array: NDArray?, _ direction: Int, _ x: NDArray, hidden: Int
  ) throws(InferenceProblem) -> NDArray {
    guard let array else { return NDArray.zeros([x.shape[1], hidden], x.dataType) }
    return array.element(direction, along: attributes.isBatchFirst ? 1 : 0)
  }
}

extension NDArray {
  /// One of the parts of equal size along the last axis.
  func gate(_ index: Int, of size: Int) -> NDArray {
    sliced(axis: rank - 1, start: index * size, count: size)
  }

  /// A matrix in which some rows are those of another.
  fileprivate func replacingRows(_ isReplaced: [Bool], by other: NDArray) -> NDArray {
    if !isReplaced.contains(false) { return other }
    let width = shape.dropFirst().reduce(dataType.byteWidth, *)
    return NDArray(shape: shape, dataType: dataType) { target in
      withBytes { own in
        other.withBytes { other in
          for (row, isReplaced) in isReplaced.enumerated() {
            let bytes = (row * width)..<((row + 1) * width)
            UnsafeMutableRawBufferPointer(rebasing: target[bytes])
              .copyMemory(
                from: UnsafeRawBufferPointer(rebasing: (isReplaced ? other : own)[bytes]))
          }
        }
      }
    }
  }
}
