import Testing

@testable import Executing

/// Products and convolutions in their packed form, compared with loops over the definition.
struct KernelPlanTests {
  private static func numbers(_ count: Int, _ seed: Int) -> [Float] {
    (0..<count).map { Float(($0 * 37 + seed * 11) % 29 - 14) / 16 }
  }

  private func constant(_ numbers: [Float]) -> ConstantBuffer {
    ConstantBuffer(count: numbers.count) { _ = $0.update(fromContentsOf: numbers) }
  }

  private func isClose(_ a: [Float], _ b: [Float]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= 1e-4 + 1e-4 * abs($1) }
  }

  @Test(arguments: [1, 2, 3, 5, 14, 15, 33], [(1, 1), (20, 16), (7, 17), (33, 48), (64, 70)])
  func packedProductsAgree(_ rows: Int, _ extents: (Int, Int)) throws {
    let (depth, columns) = extents
    let (a, b) = (Self.numbers(rows * depth, 1), Self.numbers(depth * columns, 2))
    let bias = Self.numbers(columns, 3)
    var expected: [Float] = []
    for i in 0..<rows {
      for j in 0..<columns {
        var sum = 0.0
        for p in 0..<depth { sum += Double(a[i * depth + p] * b[p * columns + j]) }
        expected.append(Float(max(0, 2 * sum + Double(bias[j]))))
      }
    }
    let packed = try #require(
      b.withUnsafeBufferPointer { elements in
        elements.baseAddress.map {
          ConstantBuffer(
            packing: $0, depth: depth, columns: columns, factor: 2, rowStride: columns,
            columnStride: 1)
        }
      })
    var product = Product(
      matrix: MatrixProduct(rows: rows, columns: columns, depth: depth), first: Plan.Operand(0),
      second: Plan.Operand(2), target: Plan.Operand(1))
    product.isSecondPacked = true
    product.bias = Product.Bias(operand: Plan.Operand(3), rowStride: 0, columnStride: 1)
    product.activation = .relu
    let plan = Plan(
      buffers: [
        Plan.Buffer(.input(0), count: a.count), Plan.Buffer(.output(0), count: expected.count),
        Plan.Buffer(.constant(0), count: packed.count),
        Plan.Buffer(.constant(1), count: columns),
      ], instructions: [.product(product)], arenaCount: 0)
    let result = try run(
      plan, constants: [packed, constant(bias)], a, outputCount: expected.count)
    #expect(isClose(result, expected))
  }

  /// One image, two spatial axes.
  struct Case: Sendable {
    var inputs: Int
    var outputs: Int
    var extent: Int
    var kernel: Int
    var stride: Int
    var dilation = 1
    var before = 0
    var isTransposed = false
  }

  static let cases = [
    Case(inputs: 3, outputs: 32, extent: 9, kernel: 3, stride: 1, before: 1),
    Case(inputs: 5, outputs: 20, extent: 8, kernel: 3, stride: 2, before: 1),
    Case(inputs: 2, outputs: 70, extent: 9, kernel: 2, stride: 2, dilation: 2),
    Case(inputs: 17, outputs: 1, extent: 16, kernel: 3, stride: 1, before: 1),
    Case(inputs: 17, outputs: 3, extent: 20, kernel: 4, stride: 3, before: 2),
    Case(inputs: 6, outputs: 20, extent: 7, kernel: 3, stride: 2, before: 1, isTransposed: true),
    Case(inputs: 6, outputs: 1, extent: 7, kernel: 3, stride: 2, before: 1, isTransposed: true),
    Case(
      inputs: 3, outputs: 9, extent: 4, kernel: 2, stride: 3, dilation: 2, isTransposed: true),
  ]

  @Test(arguments: cases)
  func convolutionsAgree(_ test: Case) throws {
    let span = test.dilation * (test.kernel - 1) + 1
    let windows =
      test.isTransposed ? test.extent : (test.extent + 2 * test.before - span) / test.stride + 1
    let other = test.isTransposed ? (windows - 1) * test.stride + span - 2 * test.before : windows
    let (inputs, outputs) = (test.inputs, test.outputs)
    let x = Self.numbers(test.extent * test.extent * inputs, 1)
    let weights = Self.numbers(inputs * outputs * test.kernel * test.kernel, 2)
    let bias = Self.numbers(outputs, 3)
    var expected = (0..<other * other).flatMap { _ in bias }
    // Every pair of an element of the kernel and a window meets one element of the larger side.
    let large = test.isTransposed ? other : test.extent
    for (k, window) in Self.pairs(test.kernel * test.kernel, windows * windows) {
      let i = window / windows * test.stride + k / test.kernel * test.dilation - test.before
      let j = window % windows * test.stride + k % test.kernel * test.dilation - test.before
      guard (0..<large).contains(i), (0..<large).contains(j) else { continue }
      let (from, to) = test.isTransposed ? (window, i * large + j) : (i * large + j, window)
      for (input, output) in Self.pairs(inputs, outputs) {
        let weight = weights[(output * inputs + input) * test.kernel * test.kernel + k]
        expected[to * outputs + output] += weight * x[from * inputs + input]
      }
    }
    let taps = test.kernel * test.kernel
    let packed = try #require(
      weights.withUnsafeBufferPointer { elements in
        elements.baseAddress.map {
          ConstantBuffer(
            packing: $0, taps: taps, rowCount: test.kernel, inputs: inputs, outputs: outputs,
            inputStride: taps, outputStride: inputs * taps)
        }
      })
    let axis = SpaceAxis(
      input: large, kernel: test.kernel, output: windows, stride: test.stride,
      dilation: test.dilation, before: test.before, after: 0)
    var convolution = Convolution(
      axes: [.single, axis, axis], isTransposed: test.isTransposed, batch: 1, inputs: inputs,
      outputs: outputs, source: Plan.Operand(0), weights: Plan.Operand(2), target: Plan.Operand(1))
    convolution.bias = Plan.Operand(3)
    let plan = Plan(
      buffers: [
        Plan.Buffer(.input(0), count: x.count), Plan.Buffer(.output(0), count: expected.count),
        Plan.Buffer(.constant(0), count: packed.count),
        Plan.Buffer(.constant(1), count: bias.count),
      ], instructions: [.convolution(convolution)], arenaCount: 0)
    let result = try run(
      plan, constants: [packed, constant(bias)], x, outputCount: expected.count)
    #expect(isClose(result, expected))
  }

  private static func pairs(_ a: Int, _ b: Int) -> [(Int, Int)] {
    (0..<a).flatMap { first in (0..<b).map { (first, $0) } }
  }
}
