import CKernels

/// Runs a plan, again and again, on memory that it takes once: a steady run allocates nothing.
///
/// One executor runs one thing at a time; programs that run a plan concurrently make several.
public final class Executor<Host: ExecutionHost> {
  /// The plan that is run.
  public let plan: Plan
  /// Where matrix products come from.
  let host: Host
  /// Kept alive: `bases` points into them.
  private let constants: [ConstantBuffer]
  /// How many inputs and outputs a run needs.
  private let inputCount: Int
  private let outputCount: Int
  private let arena: UnsafeMutablePointer<Float>
  /// Where each buffer starts; those of inputs and outputs are set at the start of a run.
  private let bases: UnsafeMutablePointer<UnsafeMutablePointer<Float>>

  /// Checks the plan and takes the memory that it needs.
  ///
  /// - Parameters:
  ///   - plan: What to run.
  ///   - constants: The constants that the plan's buffers name by index.
  ///   - host: Where matrix products come from.
  ///   - memoryLimit: The most bytes that results in between may take.
  /// - Throws: `PlanError` where an instruction would touch memory outside its buffers.
  public init(
    plan: Plan, constants: [ConstantBuffer], host: Host, memoryLimit: Int = 1 << 30
  ) throws(PlanError) {
    try plan.validate(constantCounts: constants.map { $0.count }, memoryLimit: memoryLimit)
    self.plan = plan
    self.host = host
    self.constants = constants
    (inputCount, outputCount) = plan.argumentCounts
    arena = allocateFloats(plan.arenaCount)
    bases = .allocate(capacity: max(1, plan.buffers.count))
    for (index, buffer) in plan.buffers.enumerated() {
      switch buffer.place {
      case .constant(let number): (bases + index).initialize(to: constants[number].pointer)
      case .arena(let offset): (bases + index).initialize(to: arena + offset)
      case .input, .output: (bases + index).initialize(to: arena)
      }
    }
  }

  deinit {
    deallocateFloats(arena)
    bases.deallocate()
  }

  /// Runs the plan.
  ///
  /// - Parameters:
  ///   - inputs: For each input its elements in row-major order, as many as the plan's buffer has.
  ///   - outputs: For each output memory for its elements, which overlaps nothing else.
  public func run(
    inputs: UnsafeBufferPointer<UnsafePointer<Float>>,
    outputs: UnsafeBufferPointer<UnsafeMutablePointer<Float>>
  ) {
    precondition(inputs.count >= inputCount && outputs.count >= outputCount)
    for (index, buffer) in plan.buffers.enumerated() {
      switch buffer.place {
      case .input(let number): bases[index] = UnsafeMutablePointer(mutating: inputs[number])
      case .output(let number): bases[index] = outputs[number]
      case .constant, .arena: break
      }
    }
    for instruction in plan.instructions { execute(instruction) }
  }

  private func execute(_ instruction: Instruction) {
    switch instruction {
    case .product(let product):
      if product.isSecondPacked { multiplyPacked(product) } else { execute(product) }
    case .convolution(let convolution):
      execute(convolution)
    case .pool(let pool):
      execute(pool)
    case .recurrence(let recurrence):
      execute(recurrence)
    case .unary(let operation, let count, let source, let target):
      operation.apply(count, read(source), write(target))
    case .binary(let operation, let axes, let first, let second, let target):
      execute(operation, axes, read(first), read(second), write(target))
    case .copy(let axes, let source, let target):
      copy(axes, read(source), write(target))
    case .reduceRows(let reduction, let rows, let columns, let source, let target):
      reduce(reduction, rows, columns, read(source), write(target))
    case .addRows(let isMean, let rows, let columns, let source, let target):
      let sums = write(target)
      tessera_sum_rows_f32(rows, columns, read(source), sums)
      var count = Float(rows)
      if isMean { tessera_binary_f32(TesseraBinaryDivide, columns, sums, 1, &count, 0, sums) }
    }
  }

  @inline(__always)
  func read(_ operand: Plan.Operand) -> UnsafePointer<Float> {
    UnsafePointer(bases[operand.buffer] + operand.offset)
  }

  @inline(__always)
  func write(_ operand: Plan.Operand) -> UnsafeMutablePointer<Float> {
    bases[operand.buffer] + operand.offset
  }

  private func execute(_ product: Product) {
    let (a, b, c) = (read(product.first), read(product.second), write(product.target))
    guard let inner = product.batch.last else { return }
    walkRuns(product.batch) { start in
      var place = start
      for _ in 0..<inner.extent {
        multiply(product, a + place.first, b + place.second, c + place.target)
        place.step(inner)
      }
    }
  }

  private func multiply(
    _ product: Product, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    _ c: UnsafeMutablePointer<Float>
  ) {
    var matrix = product.matrix
    let count = matrix.rows * matrix.columns
    if count == 0 { return }
    if let bias = product.bias {
      fill(bias, matrix.rows, matrix.columns, c)
      matrix.accumulates = true
    }
    if matrix.depth > 0 {
      host.multiply(matrix, a, b, c)
    } else if product.bias == nil {
      c.update(repeating: 0, count: count)
    }
    if let activation = product.activation { activation.apply(count, c, c) }
  }

  /// Writes a bias over the whole target.
  private func fill(
    _ bias: Product.Bias, _ rows: Int, _ columns: Int, _ c: UnsafeMutablePointer<Float>
  ) {
    let source = read(bias.operand)
    for row in 0..<rows {
      let from = source + row * bias.rowStride
      if bias.columnStride == 1 {
        (c + row * columns).update(from: from, count: columns)
      } else {
        (c + row * columns).update(repeating: from[0], count: columns)
      }
    }
    var scale = bias.scale
    if scale != 1 {
      tessera_binary_f32(TesseraBinaryMultiply, rows * columns, c, 1, &scale, 0, c)
    }
  }

  private func execute(
    _ operation: BinaryOperation, _ axes: [LoopAxis], _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
  ) {
    guard let run = axes.last else { return }
    let kernel = operation.kernel
    walkRuns(axes) { place in
      tessera_binary_f32(
        kernel, run.extent, a + place.first, run.first, b + place.second, run.second,
        y + place.target)
    }
  }

  private func copy(
    _ axes: [LoopAxis], _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>
  ) {
    guard let run = axes.last else { return }
    if axes.count > 1, case let other = axes[axes.count - 2], other.first == 1, run.target == 1,
      run.first >= 0, other.target >= 0
    {
      // The last two axes change places.
      return walkRuns(axes, runAxes: 2) { place in
        tessera_transpose_f32(
          run.extent, other.extent, source + place.first, run.first, target + place.target,
          other.target)
      }
    }
    walkRuns(axes) { place in
      let (from, to) = (source + place.first, target + place.target)
      if run.first == 1 && run.target == 1 {
        to.update(from: from, count: run.extent)
      } else {
        for index in 0..<run.extent { to[index &* run.target] = from[index &* run.first] }
      }
    }
  }

  private func reduce(
    _ reduction: Reduction, _ rows: Int, _ columns: Int, _ source: UnsafePointer<Float>,
    _ target: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      let elements = source + row * columns
      switch reduction {
      case .sum: target[row] = Float(tessera_sum_f32(columns, elements))
      case .mean: target[row] = Float(tessera_sum_f32(columns, elements) / Double(columns))
      case .maximum: target[row] = tessera_max_f32(columns, elements)
      }
    }
  }
}
