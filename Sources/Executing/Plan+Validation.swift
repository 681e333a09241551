import CKernels

/// Why a plan cannot be run.
public enum PlanError: Error, Equatable {
  /// A buffer lies outside the arena, or is a constant that is not there or has another size.
  case invalidBuffer(index: Int)
  /// An instruction touches elements outside a buffer, or writes to one that is only read.
  case outOfBounds(instruction: Int)
  /// The arena would need more bytes than the limit.
  case tooLarge(limit: Int)
  /// Bytes that are to be a plan are none, from about here on.
  case malformed(offset: Int)
  /// The bytes are a plan in a form of another version.
  case unsupportedVersion(Int)
}

extension Plan {
  /// Requires that no instruction touches memory outside its buffers, so that running the plan is
  /// safe wherever it comes from.
  func validate(constantCounts: [Int], memoryLimit: Int) throws(PlanError) {
    if arenaCount < 0 || arenaCount > memoryLimit / 4 { throw .tooLarge(limit: memoryLimit) }
    for (index, buffer) in buffers.enumerated() {
      let isValid: Bool
      switch buffer.place {
      case .arena(let offset):
        isValid = offset >= 0 && buffer.count >= 0 && offset <= arenaCount - buffer.count
      case .constant(let number):
        isValid =
          constantCounts.indices.contains(number) && constantCounts[number] == buffer.count
      case .input(let number), .output(let number):
        isValid = number >= 0 && number < 1 << 16 && buffer.count >= 0
      }
      if !isValid { throw .invalidBuffer(index: index) }
    }
    for (index, instruction) in instructions.enumerated() where !isInBounds(instruction) {
      throw .outOfBounds(instruction: index)
    }
  }

  private func isInBounds(_ instruction: Instruction) -> Bool {
    switch instruction {
    case .product(let product):
      return isInBounds(product)
    case .convolution(let convolution):
      return isInBounds(convolution)
    case .pool(let pool):
      return isInBounds(pool)
    case .recurrence(let recurrence):
      return isInBounds(recurrence)
    case .unary(_, let count, let source, let target):
      return reads(source, [(count, 1)]) && writes(target, [(count, 1)])
    case .binary(_, let axes, let first, let second, let target):
      guard let run = axes.last, run.target == 1 || run.extent == 1 else { return false }
      return reads(first, axes.map { ($0.extent, $0.first) })
        && reads(second, axes.map { ($0.extent, $0.second) })
        && writes(target, axes.map { ($0.extent, $0.target) })
    case .copy(let axes, let source, let target):
      return !axes.isEmpty && reads(source, axes.map { ($0.extent, $0.first) })
        && writes(target, axes.map { ($0.extent, $0.target) })
    case .reduceRows(let reduction, let rows, let columns, let source, let target):
      return (reduction == .sum || columns > 0)
        && reads(source, [(rows, columns), (columns, 1)]) && writes(target, [(rows, 1)])
    case .addRows(_, let rows, let columns, let source, let target):
      return reads(source, [(rows, columns), (columns, 1)]) && writes(target, [(columns, 1)])
    }
  }

  private func isInBounds(_ product: Product) -> Bool {
    let (m, n, k) = (product.matrix.rows, product.matrix.columns, product.matrix.depth)
    if let bias = product.bias {
      guard bias.columnStride == 0 || bias.columnStride == 1,
        reads(bias.operand, [(m, bias.rowStride), (n, bias.columnStride)])
      else { return false }
    }
    let batch = product.batch
    if product.isSecondPacked { return isPackedInBounds(product) }
    return !batch.isEmpty
      && reads(product.first, batch.map { ($0.extent, $0.first) } + [(m, k), (k, 1)])
      && reads(product.second, batch.map { ($0.extent, $0.second) } + [(k, n), (n, 1)])
      && writes(product.target, batch.map { ($0.extent, $0.target) } + [(m, n), (n, 1)])
  }

  private func isPackedInBounds(_ product: Product) -> Bool {
    let matrix = product.matrix
    let (m, n, k) = (matrix.rows, matrix.columns, matrix.depth)
    let width = TesseraHalfPanel
    guard [m, n, k].allSatisfy({ $0 >= 0 && $0 < 1 << 30 }) else { return false }
    return product.batch == [.single] && !matrix.isFirstTransposed && matrix.alpha == 1
      && (product.bias?.scale ?? 1) == 1 && reads(product.first, [(m, k), (k, 1)])
      && hasCount(product.second, [k, (n + width - 1) / width * width])
      && writes(product.target, [(m, n), (n, 1)])
  }

  private func isInBounds(_ convolution: Convolution) -> Bool {
    let axes = convolution.axes
    let counts = [convolution.batch, convolution.inputs, convolution.outputs]
    let inputs = axes.map { $0.input }
    let outputs = axes.map { $0.output }
    guard axes.count == 3, axes.allSatisfy({ $0.isSound }),
      counts.allSatisfy({ $0 > 0 && $0 < 1 << 30 }),
      let taps = checkedProduct(axes.map { $0.kernel }), taps <= Convolution.largestKernel,
      checkedProduct([taps, convolution.inputs, convolution.outputs]) != nil
    else { return false }
    let (source, target) = convolution.isTransposed ? (outputs, inputs) : (inputs, outputs)
    return hasCount(convolution.source, source + [convolution.batch, convolution.inputs])
      && hasCount(convolution.weights, [convolution.weightCount + convolution.inputs])
      && (convolution.bias.map { hasCount($0, [convolution.outputs]) } ?? true)
      && hasCount(convolution.target, target + [convolution.batch, convolution.outputs])
      && writes(convolution.target, [])
  }

  private func isInBounds(_ pool: Pool) -> Bool {
    guard pool.axes.count == 3, pool.axes.allSatisfy({ $0.isSound }),
      [pool.batch, pool.channels].allSatisfy({ $0 > 0 && $0 < 1 << 30 }),
      let taps = checkedProduct(pool.axes.map { $0.kernel }), taps <= Convolution.largestKernel
    else { return false }
    return hasCount(pool.source, pool.axes.map { $0.input } + [pool.batch, pool.channels])
      && hasCount(pool.target, pool.axes.map { $0.output } + [pool.batch, pool.channels])
      && writes(pool.target, [])
  }

  private func isInBounds(_ recurrence: Recurrence) -> Bool {
    let (time, batch, size) = (recurrence.time, recurrence.batch, recurrence.size)
    guard [time, batch, size].allSatisfy({ $0 > 0 && $0 < 1 << 28 }) else { return false }
    let written = [recurrence.sums, recurrence.hidden, recurrence.cell, recurrence.target]
    return hasCount(recurrence.gates, [time, batch, 4, size])
      && checkedProduct([size, 4, size]) != nil
      && hasCount(recurrence.weights, [tessera_packed_count(size, 4 * size)])
      && hasCount(recurrence.sums, [batch, 4, size])
      && hasCount(recurrence.hidden, [batch, size]) && hasCount(recurrence.cell, [batch, size])
      && reads(recurrence.target, [(time, recurrence.stepStride), (batch, size), (size, 1)])
      && written.allSatisfy { writes($0, []) }
  }

  /// Whether as many elements as the product of the extents lie in the operand's buffer.
  private func hasCount(_ operand: Operand, _ extents: [Int]) -> Bool {
    guard let count = checkedProduct(extents) else { return false }
    return reads(operand, [(count, 1)])
  }

  /// The product of factors that are not negative; nil where it is beyond what memory can hold.
  private func checkedProduct(_ factors: [Int]) -> Int? {
    var product = 1
    for factor in factors {
      let (next, overflow) = product.multipliedReportingOverflow(by: factor)
      if overflow || next < 0 || next > Int.max / 64 { return nil }
      product = next
    }
    return product
  }

  private func writes(_ operand: Operand, _ axes: [(extent: Int, stride: Int)]) -> Bool {
    guard reads(operand, axes) else { return false }
    switch buffers[operand.buffer].place {
    case .arena, .output: return true
    case .input, .constant: return false
    }
  }

  /// Whether all elements that the axes reach from the operand lie in its buffer.
  private func reads(_ operand: Operand, _ axes: [(extent: Int, stride: Int)]) -> Bool {
    guard buffers.indices.contains(operand.buffer), operand.offset.magnitude <= Int.max / 4,
      axes.allSatisfy({ $0.extent >= 0 })
    else { return false }
    if axes.contains(where: { $0.extent == 0 }) { return true }
    var (lowest, highest) = (operand.offset, operand.offset)
    for axis in axes {
      let (reach, overflow) = (axis.extent - 1).multipliedReportingOverflow(by: axis.stride)
      if overflow || reach.magnitude > Int.max / 4 { return false }
      if reach < 0 { lowest += reach } else { highest += reach }
      if highest > Int.max / 2 || lowest < Int.min / 2 { return false }
    }
    return lowest >= 0 && highest < buffers[operand.buffer].count
  }
}
