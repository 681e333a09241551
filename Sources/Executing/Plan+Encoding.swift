// A plan and its constants as bytes: "TESSERAP", a version, the buffers, the arena, the instructions
// and the constants. What is read is checked twice: its form here, and by `Executor` what it touches.

extension Plan {
  /// The version of the form that `encoded` writes, and the only one that is read.
  public static let encodingVersion = 2

  private static let magic: [UInt8] = [0x54, 0x45, 0x53, 0x53, 0x45, 0x52, 0x41, 0x50]

  /// The plan and its constants as bytes.
  public func encoded(constants: [ConstantBuffer]) -> [UInt8] {
    var writer = PlanWriter()
    writer.write(raw: Self.magic)
    writer.write(Self.encodingVersion)
    writer.write(buffers.count)
    for buffer in buffers {
      switch buffer.place {
      case .input(let number): writer.write(tag: 0, number)
      case .output(let number): writer.write(tag: 1, number)
      case .constant(let number): writer.write(tag: 2, number)
      case .arena(let offset): writer.write(tag: 3, offset)
      }
      writer.write(buffer.count)
    }
    writer.write(arenaCount)
    writer.write(instructions.count)
    for instruction in instructions { writer.write(instruction) }
    writer.write(constants.count)
    for constant in constants {
      writer.write(constant.count)
      writer.write(UnsafeBufferPointer(start: constant.pointer, count: constant.count))
    }
    return writer.bytes
  }

  /// Reads a plan and its constants.
  ///
  /// - Parameter bytes: What `encoded` returned, or anything else.
  /// - Throws: `PlanError` where the bytes are no plan of this version. Whether its instructions stay
  ///   within their buffers is for `Executor` to find out.
  public static func decode(
    _ bytes: UnsafeBufferPointer<UInt8>
  ) throws(PlanError) -> (plan: Plan, constants: [ConstantBuffer]) {
    var reader = PlanReader(bytes)
    for byte in magic where try reader.byte() != byte { throw reader.malformed }
    let version = try reader.integer()
    if version != encodingVersion { throw .unsupportedVersion(version) }
    var plan = Plan(buffers: [], instructions: [], arenaCount: 0)
    for _ in 0..<(try reader.count(ofSize: 24)) { plan.buffers.append(try reader.buffer()) }
    plan.arenaCount = try reader.integer()
    for _ in 0..<(try reader.count(ofSize: 8)) {
      plan.instructions.append(try reader.instruction())
    }
    var constants: [ConstantBuffer] = []
    for _ in 0..<(try reader.count(ofSize: 8)) { constants.append(try reader.constant()) }
    if reader.remaining != 0 { throw reader.malformed }
    return (plan, constants)
  }
}

extension PlanWriter {
  fileprivate mutating func write(tag: Int, _ number: Int) {
    write(tag)
    write(number)
  }

  fileprivate mutating func write(_ instruction: Instruction) {
    switch instruction {
    case .product(let product):
      write(0)
      write(product)
    case .convolution(let convolution):
      write(1)
      write(convolution)
    case .pool(let pool):
      write(2)
      write(pool)
    case .recurrence(let recurrence):
      write(3)
      write(recurrence)
    case .unary(let operation, let count, let source, let target):
      write(4)
      write(tag: Int(operation.rawValue), count)
      write(source)
      write(target)
    case .binary(let operation, let axes, let first, let second, let target):
      write(tag: 5, Int(operation.rawValue))
      write(axes)
      for operand in [first, second, target] { write(operand) }
    case .copy(let axes, let source, let target):
      write(6)
      write(axes)
      write(source)
      write(target)
    case .reduceRows(let reduction, let rows, let columns, let source, let target):
      write(tag: 7, Int(reduction.rawValue))
      write(tag: rows, columns)
      write(source)
      write(target)
    case .addRows(let isMean, let rows, let columns, let source, let target):
      write(8)
      write(isMean)
      write(tag: rows, columns)
      write(source)
      write(target)
    }
  }

  private mutating func write(_ product: Product) {
    let matrix = product.matrix
    for number in [matrix.rows, matrix.columns, matrix.depth] { write(number) }
    write(matrix.isFirstTransposed)
    write(matrix.isSecondTransposed)
    write(matrix.alpha)
    write(product.batch)
    for operand in [product.first, product.second, product.target] { write(operand) }
    write(product.isSecondPacked)
    write(product.bias?.operand)
    if let bias = product.bias {
      write(tag: bias.rowStride, bias.columnStride)
      write(bias.scale)
    }
    write(product.activation)
  }

  private mutating func write(_ convolution: Convolution) {
    write(convolution.axes)
    write(convolution.isTransposed)
    for number in [convolution.batch, convolution.inputs, convolution.outputs] { write(number) }
    for operand in [convolution.source, convolution.weights, convolution.target] { write(operand) }
    write(convolution.bias)
    write(convolution.activation)
  }

  private mutating func write(_ pool: Pool) {
    write(pool.axes)
    write(pool.isMean)
    write(pool.countsPadding)
    write(tag: pool.batch, pool.channels)
    write(pool.source)
    write(pool.target)
  }

  private mutating func write(_ recurrence: Recurrence) {
    for number in [recurrence.time, recurrence.batch, recurrence.size, recurrence.stepStride] {
      write(number)
    }
    write(recurrence.isReversed)
    let read = [recurrence.gates, recurrence.weights]
    let written = [recurrence.sums, recurrence.hidden, recurrence.cell, recurrence.target]
    for operand in read + written { write(operand) }
  }
}
