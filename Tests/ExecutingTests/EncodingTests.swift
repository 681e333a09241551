import Testing

@testable import Executing

struct EncodingTests {
  private static let axes = [
    SpaceAxis.single, SpaceAxis.single,
    SpaceAxis(input: 4, kernel: 2, output: 2, stride: 2, dilation: 1, before: 0, after: 0),
  ]

  /// A plan with every instruction, whether or not it makes sense.
  private static let everything: Plan = {
    let (source, target) = (Plan.Operand(0), Plan.Operand(1, offset: 2))
    var product = Product(
      matrix: MatrixProduct(rows: 2, columns: 3, depth: 4, isSecondTransposed: true, alpha: 0.5),
      first: source, second: target, target: target)
    product.bias = Product.Bias(operand: source, rowStride: 0, columnStride: 1, scale: 2)
    product.activation = .sigmoid
    let convolution = Convolution(
      axes: axes, isTransposed: true, batch: 1, inputs: 2, outputs: 3, source: source,
      weights: target, target: target)
    let pool = Pool(
      axes: axes, isMean: true, countsPadding: false, batch: 1, channels: 2, source: source,
      target: target)
    let recurrence = Recurrence(
      time: 3, batch: 1, size: 2, isReversed: true, gates: source, weights: source, sums: target,
      hidden: target, cell: target, target: target, stepStride: 2)
    return Plan(
      buffers: [
        Plan.Buffer(.input(0), count: 4), Plan.Buffer(.output(0), count: 9),
        Plan.Buffer(.constant(0), count: 2), Plan.Buffer(.arena(16), count: 3),
      ],
      instructions: [
        .product(product), .convolution(convolution), .pool(pool), .recurrence(recurrence),
        .unary(.relu, count: 4, source: source, target: target),
        .binary(.maximum, axes: [.single], first: source, second: source, target: target),
        .copy(axes: [.single], source: source, target: target),
        .reduceRows(.mean, rows: 2, columns: 2, source: source, target: target),
        .addRows(isMean: true, rows: 2, columns: 2, source: source, target: target),
      ], arenaCount: 32)
  }()

  private static let bytes = everything.encoded(
    constants: [ConstantBuffer(count: 2) { _ = $0.update(fromContentsOf: [1.5, -2]) }])

  private func decode(_ bytes: [UInt8]) throws -> (plan: Plan, constants: [ConstantBuffer]) {
    let copy = bytes
    let result = copy.withUnsafeBufferPointer { pointer in
      Result { () throws(PlanError) in try Plan.decode(pointer) }
    }
    return try result.get()
  }

  @Test func plansComeBack() throws {
    let (plan, constants) = try decode(Self.bytes)
    #expect(plan.buffers == Self.everything.buffers)
    #expect(plan.instructions == Self.everything.instructions)
    #expect(plan.arenaCount == Self.everything.arenaCount)
    #expect(constants.map(\.count) == [2])
    #expect(plan.encoded(constants: constants) == Self.bytes)
  }

  @Test func everyPrefixIsRefused() {
    for length in 0..<Self.bytes.count {
      #expect(throws: PlanError.self) { try decode(Array(Self.bytes[..<length])) }
    }
    #expect(throws: PlanError.self) { try decode(Self.bytes + [0]) }
  }

  @Test func otherVersionsAreNamed() {
    var bytes = Self.bytes
    bytes[8] = 7
    #expect(throws: PlanError.unsupportedVersion(7)) { try decode(bytes) }
  }

  @Test func damageNeverTraps() {
    for place in Self.bytes.indices {
      for value in [0, 1, 0x7f, 0x80, 0xff] as [UInt8] {
        var bytes = Self.bytes
        bytes[place] = value
        guard let (plan, constants) = try? decode(bytes) else { continue }
        // What is still a plan is checked before it runs.
        _ = try? Executor(plan: plan, constants: constants, host: PortableHost())
      }
    }
  }
}
