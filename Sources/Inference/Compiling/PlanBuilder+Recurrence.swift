import Executing

// A long short-term memory as plan instructions.

extension PlanBuilder {
  /// Appends a long short-term memory with its usual functions, whose weights are constants.
  ///
  /// - Parameters:
  ///   - node: The node, with inputs X, W, R, B, no lengths, initial h and c, no peepholes.
  ///   - areReversed: For each direction, whether it runs from the end.
  mutating func longShortTermMemory(
    _ node: PlannedNode, areReversed: [Bool]
  ) throws(InferenceProblem) -> Bool {
    guard let x = node.input(0), let w = node.input(1), let r = node.input(2),
      let extents = node.shape(0), let size = node.shape(2)?.last, !extents.contains(0), size > 0
    else { return false }
    let (time, batch, directions) = (extents[0], extents[1], areReversed.count)
    let state = batch * size
    let source = try source(x)
    let shapes = [[time, directions, batch, size], [directions, batch, size]]
    // Outputs that nothing reads need memory too.
    let outputs = (0..<3).map { index in
      let shape = shapes[min(index, 1)]
      return node.operation.outputs.optional(index).map { target($0, shape) }
        ?? scratch(shape.reduce(1, *))
    }
    for (direction, isReversed) in areReversed.enumerated() {
      guard let input = try constant(w, .part(direction)),
        let own = try constant(r, .part(direction))
      else { return false }
      let gates = scratch(time * 4 * state)
      var product = Product(
        matrix: MatrixProduct(rows: time * batch, columns: 4 * size, depth: extents[2]),
        first: source, second: input, target: gates)
      product.isSecondPacked = true
      if let b = node.input(3) {
        guard let bias = try constant(b, .gateBias(direction)) else { return false }
        product.bias = Product.Bias(operand: bias, rowStride: 0, columnStride: 1)
      }
      emit(.product(product))
      let states = (1...2).map { index in
        Plan.Operand(outputs[index].buffer, offset: direction * state)
      }
      for (index, operand) in states.enumerated() {
        try start(operand, count: state, from: node.input(5 + index), offset: direction * state)
      }
      emit(
        .recurrence(
          Recurrence(
            time: time, batch: batch, size: size, isReversed: isReversed, gates: gates,
            weights: own, sums: scratch(4 * state), hidden: states[0], cell: states[1],
            target: Plan.Operand(outputs[0].buffer, offset: direction * state),
            stepStride: directions * state)))
    }
    return true
  }

  /// Copies a part of a value to where a state begins, or zeros.
  private mutating func start(
    _ target: Plan.Operand, count: Int, from value: Int?, offset: Int
  ) throws(InferenceProblem) {
    var from: Plan.Operand
    if let value {
      from = try source(value)
      from.offset += offset
    } else {
      from = zero()
    }
    emit(
      .copy(
        axes: [LoopAxis(extent: count, target: 1, first: value == nil ? 0 : 1)], source: from,
        target: target))
  }
}
