/// Collects the bytes of a plan: whole numbers as eight bytes each, the lowest first.
struct PlanWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write(_ number: Int) {
    let bits = UInt64(bitPattern: Int64(number))
    for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: bits >> UInt64(8 * shift))) }
  }

  mutating func write(_ flag: Bool) { write(flag ? 1 : 0) }

  mutating func write(_ number: Float) { write(Int(number.bitPattern)) }

  mutating func write(_ operand: Plan.Operand) {
    write(operand.buffer)
    write(operand.offset)
  }

  mutating func write(_ operand: Plan.Operand?) {
    write(operand != nil)
    if let operand { write(operand) }
  }

  mutating func write(_ activation: UnaryOperation?) {
    write(activation.map { Int($0.rawValue) } ?? -1)
  }

  mutating func write(_ axes: [LoopAxis]) {
    write(axes.count)
    for axis in axes {
      for number in [axis.extent, axis.target, axis.first, axis.second] { write(number) }
    }
  }

  mutating func write(_ axes: [SpaceAxis]) {
    write(axes.count)
    for axis in axes {
      let placing = [axis.stride, axis.dilation, axis.before, axis.after]
      for number in [axis.input, axis.kernel, axis.output] + placing { write(number) }
    }
  }

  /// Elements of four bytes each.
  mutating func write(_ elements: UnsafeBufferPointer<Float>) {
    for element in elements {
      let bits = element.bitPattern
      for shift in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(8 * shift))) }
    }
  }

  /// Bytes as they are.
  mutating func write(raw: [UInt8]) { bytes += raw }
}

/// Reads what `PlanWriter` wrote, or anything else: no length is believed before the bytes are there.
struct PlanReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private(set) var place = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// Bytes that are left.
  var remaining: Int { bytes.count - place }

  /// The error for what was just read.
  var malformed: PlanError { .malformed(offset: place) }

  private mutating func bits(_ width: Int) throws(PlanError) -> UInt64 {
    if remaining < width { throw malformed }
    var result: UInt64 = 0
    for index in 0..<width { result |= UInt64(bytes[place + index]) << UInt64(8 * index) }
    place += width
    return result
  }

  mutating func byte() throws(PlanError) -> UInt8 { UInt8(try bits(1)) }

  mutating func integer() throws(PlanError) -> Int {
    guard let number = Int(exactly: Int64(bitPattern: try bits(8))) else { throw malformed }
    return number
  }

  /// The number of things of at least `size` bytes that follow.
  mutating func count(ofSize size: Int) throws(PlanError) -> Int {
    let number = try integer()
    if number < 0 || number > remaining / size { throw malformed }
    return number
  }

  mutating func flag() throws(PlanError) -> Bool {
    switch try integer() {
    case 0: return false
    case 1: return true
    default: throw malformed
    }
  }

  mutating func float() throws(PlanError) -> Float {
    guard let bits = UInt32(exactly: try integer()) else { throw malformed }
    return Float(bitPattern: bits)
  }

  mutating func operand() throws(PlanError) -> Plan.Operand {
    Plan.Operand(try integer(), offset: try integer())
  }

  mutating func optionalOperand() throws(PlanError) -> Plan.Operand? {
    try flag() ? try operand() : nil
  }

  mutating func rawByte() throws(PlanError) -> UInt8 {
    guard let number = UInt8(exactly: try integer()) else { throw malformed }
    return number
  }

  mutating func unary() throws(PlanError) -> UnaryOperation {
    guard let operation = UnaryOperation(rawValue: try rawByte()) else { throw malformed }
    return operation
  }

  mutating func activation() throws(PlanError) -> UnaryOperation? {
    let number = try integer()
    if number == -1 { return nil }
    guard let raw = UInt8(exactly: number), let operation = UnaryOperation(rawValue: raw) else {
      throw malformed
    }
    return operation
  }

  mutating func loopAxes() throws(PlanError) -> [LoopAxis] {
    var axes: [LoopAxis] = []
    for _ in 0..<(try count(ofSize: 32)) {
      axes.append(
        LoopAxis(
          extent: try integer(), target: try integer(), first: try integer(),
          second: try integer()))
    }
    return axes
  }

  mutating func spaceAxes() throws(PlanError) -> [SpaceAxis] {
    var axes: [SpaceAxis] = []
    for _ in 0..<(try count(ofSize: 56)) {
      axes.append(
        SpaceAxis(
          input: try integer(), kernel: try integer(), output: try integer(),
          stride: try integer(), dilation: try integer(), before: try integer(),
          after: try integer()))
    }
    return axes
  }

  /// A constant with its number of elements before it.
  mutating func constant() throws(PlanError) -> ConstantBuffer {
    let count = try count(ofSize: 4)
    let start = place
    place += 4 * count
    return ConstantBuffer(count: count) { target in
      for index in 0..<count {
        var bits: UInt32 = 0
        for part in 0..<4 {
          bits |= UInt32(bytes[start + 4 * index + part]) << UInt32(8 * part)
        }
        target[index] = Float(bitPattern: bits)
      }
    }
  }
}
