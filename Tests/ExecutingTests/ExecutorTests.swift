import Testing

@testable import Executing

/// Runs a plan on one input and one output.
private func run(
  _ plan: Plan, constants: [[Float]] = [], _ input: [Float], outputCount: Int
) throws -> [Float] {
  let buffers = constants.map { numbers in
    ConstantBuffer(count: numbers.count) { _ = $0.update(fromContentsOf: numbers) }
  }
  return try run(plan, constants: buffers, input, outputCount: outputCount)
}

/// Runs a plan on one input and one output.
func run(
  _ plan: Plan, constants: [ConstantBuffer], _ input: [Float], outputCount: Int
) throws -> [Float] {
  let executor = try Executor(plan: plan, constants: constants, host: PortableHost())
  var output = [Float](repeating: .nan, count: outputCount)
  input.withUnsafeBufferPointer { source in
    output.withUnsafeMutableBufferPointer { target in
      guard let from = source.baseAddress, let to = target.baseAddress else { return }
      withUnsafePointer(to: from) { inputs in
        withUnsafePointer(to: to) { outputs in
          executor.run(
            inputs: UnsafeBufferPointer(start: inputs, count: 1),
            outputs: UnsafeBufferPointer(start: outputs, count: 1))
        }
      }
    }
  }
  return output
}

/// A plan of one instruction from input 0 to output 0; further buffers are constants.
private func plan(
  _ input: Int, _ output: Int, _ step: Instruction, constants: [Int] = []
) -> Plan {
  Plan(
    buffers: [Plan.Buffer(.input(0), count: input), Plan.Buffer(.output(0), count: output)]
      + constants.enumerated().map { Plan.Buffer(.constant($0), count: $1) },
    instructions: [step], arenaCount: 0)
}

private let source = Plan.Operand(0)
private let target = Plan.Operand(1)

struct ExecutorTests {
  @Test(arguments: [(false, false), (false, true), (true, false), (true, true)])
  func productsReadMatricesInPlace(_ first: Bool, _ second: Bool) throws {
    // a = [[1, 2, 3], [4, 5, 6]], b = [[1, 0], [0, 1], [2, 2]], bias [10, 20].
    let a: [Float] = first ? [1, 4, 2, 5, 3, 6] : [1, 2, 3, 4, 5, 6]
    let b: [Float] = second ? [1, 0, 2, 0, 1, 2] : [1, 0, 0, 1, 2, 2]
    var product = Product(
      matrix: MatrixProduct(
        rows: 2, columns: 2, depth: 3, isFirstTransposed: first, isSecondTransposed: second,
        alpha: -1),
      first: source, second: Plan.Operand(2), target: target)
    product.bias = .init(operand: Plan.Operand(3), rowStride: 0, columnStride: 1, scale: 0.5)
    product.activation = .relu
    let result = try run(
      plan(6, 4, .product(product), constants: [6, 2]), constants: [b, [20, 40]], a, outputCount: 4)
    #expect(result == [3, 12, 0, 3])
  }

  @Test func copiesFollowStrides() throws {
    let transpose = plan(
      6, 6,
      .copy(
        axes: [
          LoopAxis(extent: 3, target: 2, first: 1), LoopAxis(extent: 2, target: 1, first: 3),
        ], source: source, target: target))
    #expect(try run(transpose, [1, 2, 3, 4, 5, 6], outputCount: 6) == [1, 4, 2, 5, 3, 6])
    let reversed = plan(
      3, 3,
      .copy(
        axes: [LoopAxis(extent: 3, target: 1, first: -1)], source: Plan.Operand(0, offset: 2),
        target: target))
    #expect(try run(reversed, [1, 2, 3], outputCount: 3) == [3, 2, 1])
  }

  @Test(arguments: [
    (Reduction.sum, [6, 15] as [Float]), (.mean, [2, 5]), (.maximum, [3, 6]),
  ])
  func rowsAreReduced(_ reduction: Reduction, _ expected: [Float]) throws {
    let step = Instruction.reduceRows(
      reduction, rows: 2, columns: 3, source: source, target: target)
    #expect(try run(plan(6, 2, step), [1, 2, 3, 4, 5, 6], outputCount: 2) == expected)
  }

  @Test func rowsAreAddedUp() throws {
    let mean = Instruction.addRows(
      isMean: true, rows: 2, columns: 3, source: source, target: target)
    #expect(try run(plan(6, 3, mean), [1, 2, 3, 4, 5, 6], outputCount: 3) == [2.5, 3.5, 4.5])
  }

  @Test func operandsBroadcast() throws {
    let step = Instruction.binary(
      .subtract,
      axes: [
        LoopAxis(extent: 2, target: 3, first: 3, second: 1),
        LoopAxis(extent: 3, target: 1, first: 1, second: 0),
      ], first: source, second: Plan.Operand(2), target: target)
    let result = try run(
      plan(6, 6, step, constants: [2]), constants: [[1, 4]], [1, 2, 3, 4, 5, 6], outputCount: 6)
    #expect(result == [0, 1, 2, 0, 1, 2])
  }

  @Test func evenAxesMerge() {
    let axes = [
      LoopAxis(extent: 2, target: 12, first: 12, second: 0),
      LoopAxis(extent: 1, target: 12, first: 5, second: 9),
      LoopAxis(extent: 3, target: 4, first: 4, second: 0),
      LoopAxis(extent: 4, target: 1, first: 1, second: 1),
    ]
    #expect(
      LoopAxis.merged(axes) == [
        LoopAxis(extent: 6, target: 4, first: 4, second: 0),
        LoopAxis(extent: 4, target: 1, first: 1, second: 1),
      ])
    #expect(LoopAxis.merged([]) == [.single])
  }

  static let unsound: [(Plan, PlanError)] = [
    (
      plan(3, 4, .unary(.tanh, count: 4, source: source, target: target)),
      .outOfBounds(instruction: 0)
    ),
    (
      plan(4, 3, .unary(.tanh, count: 4, source: source, target: target)),
      .outOfBounds(instruction: 0)
    ),
    (
      plan(4, 4, .unary(.tanh, count: 4, source: target, target: source)),
      .outOfBounds(instruction: 0)
    ),
    (
      plan(4, 4, .unary(.tanh, count: -1, source: source, target: target)),
      .outOfBounds(instruction: 0)
    ),
    (
      plan(
        4, 4,
        .copy(
          axes: [LoopAxis(extent: 3, target: 1, first: -1)], source: source, target: target)),
      .outOfBounds(instruction: 0)
    ),
    (
      plan(
        4, 4,
        .copy(
          axes: [LoopAxis(extent: 1 << 40, target: 1, first: 1 << 40)], source: source,
          target: target)), .outOfBounds(instruction: 0)
    ),
    (
      plan(4, 4, .unary(.tanh, count: 4, source: Plan.Operand(7), target: target)),
      .outOfBounds(instruction: 0)
    ),
    (
      plan(4, 4, .unary(.tanh, count: 4, source: source, target: target), constants: [3]),
      .invalidBuffer(index: 2)
    ),
    (
      Plan(buffers: [Plan.Buffer(.arena(4), count: 4)], instructions: [], arenaCount: 7),
      .invalidBuffer(index: 0)
    ),
  ]

  @Test(arguments: unsound)
  func unsoundPlansAreRefused(_ plan: Plan, _ error: PlanError) {
    #expect(throws: error) {
      try Executor(plan: plan, constants: [], host: PortableHost())
    }
  }
}
