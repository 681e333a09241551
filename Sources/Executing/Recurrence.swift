import CKernels

/// One direction of a long short-term memory with its usual functions.
public struct Recurrence: Sendable, Equatable {
  /// The number of steps.
  public var time: Int
  /// The number of sequences.
  public var batch: Int
  /// The numbers of a state.
  public var size: Int
  /// Whether the steps are taken from the end.
  public var isReversed: Bool
  /// What the inputs contribute to the gates i, o, f and c, biases among it: (time, batch, 4 · size).
  public var gates: Plan.Operand
  /// The packed weights of the state: size × 4 · size.
  public var weights: Plan.Operand
  /// Memory for one step's gates: (batch, 4 · size).
  public var sums: Plan.Operand
  /// The states: (batch, size). The hidden one is first the initial and then the last one.
  public var hidden: Plan.Operand
  /// The cell, as `hidden`.
  public var cell: Plan.Operand
  /// The hidden states of all steps: (batch, size) each.
  public var target: Plan.Operand
  /// Elements from one step's states to the next ones'.
  public var stepStride: Int

  /// Creates a direction.
  public init(
    time: Int, batch: Int, size: Int, isReversed: Bool, gates: Plan.Operand,
    weights: Plan.Operand, sums: Plan.Operand, hidden: Plan.Operand, cell: Plan.Operand,
    target: Plan.Operand, stepStride: Int
  ) {
    (self.time, self.batch, self.size, self.isReversed) = (time, batch, size, isReversed)
    (self.gates, self.weights, self.sums) = (gates, weights, sums)
    (self.hidden, self.cell, self.target) = (hidden, cell, target)
    self.stepStride = stepStride
  }
}

extension Executor {
  /// Runs all steps; sequences know nothing of each other, so threads share them.
  func execute(_ recurrence: Recurrence) {
    let state = recurrence.batch * recurrence.size
    let work = Double(recurrence.time) * Double(state) * 4 * Double(recurrence.size)
    let parts = partCount(work: work, limit: recurrence.batch / 4)
    forEachRange(recurrence.batch, parts: parts) { first, end in
      execute(recurrence, sequences: first..<end)
    }
  }

  private func execute(_ recurrence: Recurrence, sequences: Range<Int>) {
    let size = recurrence.size
    let (hidden, cell) = (write(recurrence.hidden), write(recurrence.cell))
    let (gates, sums) = (read(recurrence.gates), write(recurrence.sums))
    let target = write(recurrence.target)
    var previous = UnsafePointer(hidden)
    for step in 0..<recurrence.time {
      let time = recurrence.isReversed ? recurrence.time - 1 - step : step
      let result = target + time * recurrence.stepStride
      var product = TesseraProduct(
        rows: recurrence.batch, columns: 4 * size, depth: size, a: previous,
        b: read(recurrence.weights), bias: gates + time * 4 * recurrence.batch * size,
        biasRow: 4 * size, biasColumn: 1, y: sums, activation: Int32(TesseraNoActivation))
      tessera_product_f32(
        &product,
        TesseraPart(
          firstRow: sequences.lowerBound, endRow: sequences.upperBound, firstColumn: 0,
          endColumn: 4 * size))
      for sequence in sequences {
        tessera_lstm_cell_f32(
          size, sums + sequence * 4 * size, cell + sequence * size, result + sequence * size)
      }
      previous = UnsafePointer(result)
    }
    if recurrence.time > 0 {
      let start = sequences.lowerBound * size
      (hidden + start).update(from: previous + start, count: sequences.count * size)
    }
  }
}
