import Foundation
import Testing

@testable import Arrays

struct NDArrayTests {
  let counting = NDArray((0..<24).map(Float.init), shape: [2, 3, 4])

  @Test func viewsShareMemory() {
    let view = counting.permuted([2, 0, 1]).sliced(axis: 0, start: 3, count: 2, step: -2)
    #expect(view.shape == [2, 2, 3])
    #expect(view.storage.pointer == counting.storage.pointer + 3 * Float.byteWidth)
    #expect(view.scalars(Float.self) == [3, 7, 11, 15, 19, 23, 1, 5, 9, 13, 17, 21])
  }

  @Test func expansionRepeatsWithoutCopies() {
    let row = NDArray([1, 2, 3] as [Float])
    let expanded = row.expanded(to: [2, 3])
    #expect(expanded.storage.pointer == row.storage.pointer)
    #expect(expanded.scalars(Float.self) == [1, 2, 3, 1, 2, 3])
  }

  @Test func writingDoesNotReachOtherArrays() {
    var copy = counting
    copy.withUnsafeMutableScalars(of: Float.self) { $0[0] = 100 }
    #expect(counting.scalars(Float.self)[0] == 0)
    #expect(copy.scalars(Float.self)[0] == 100)
  }

  @Test(arguments: [
    ([3, 5], [3, 5], [3, 5]), ([3, 1], [1, 5], [3, 5]), ([2, 3, 4], [], [2, 3, 4]),
    ([0, 3], [1, 3], [0, 3]), ([5], [4, 1], [4, 5]),
  ])
  func broadcasting(_ a: [Int], _ b: [Int], _ expected: [Int]) {
    #expect(NDArray.broadcast(a, b) == expected)
    let sum = NDArray.filled(a, with: Float(2)).combining(.add, .filled(b, with: Float(3)))
    #expect(sum.shape == expected)
    #expect(sum.scalars(Float.self).allSatisfy { $0 == 5 })
  }

  @Test("a column and a row of as many elements make a table")
  func columnAndRow() {
    let column = NDArray([0, 10, 20] as [Int32], shape: [3, 1])
    let row = NDArray([1, 2, 3] as [Int32], shape: [1, 3])
    let sums = column.zip(row, of: Int32.self) { $0 + $1 }
    #expect(sums.shape == [3, 3])
    #expect(sums.scalars(Int32.self) == [1, 2, 3, 11, 12, 13, 21, 22, 23])
    let products = column.cast(to: .float64).combining(.multiply, row.cast(to: .float64))
    #expect(products.scalars(Double.self) == [0, 0, 0, 10, 20, 30, 20, 40, 60])
  }

  @Test func shapesThatDoNotBroadcast() { #expect(NDArray.broadcast([2], [3]) == nil) }

  @Test("products of every layout equal the product spelled out")
  func productsOfViews() {
    var generator = RandomGenerator(seed: 3)
    let a = generator.normal([4, 6])
    let b = generator.normal([6, 5])
    let lefts = [a, a.transposed().contiguous().transposed(), doubled(a)]
    let rights = [b, b.transposed().contiguous().transposed(), doubled(b)]
    let expected = spelledOut(a, b)
    for left in lefts {
      for right in rights {
        let product = left.matmul(right).scalars(Float.self)
        for (x, y) in zip(product, expected) { #expect(abs(x - y) < 1e-5) }
      }
    }
  }

  /// The same matrix as every second column of one twice as wide.
  private func doubled(_ matrix: NDArray) -> NDArray {
    let wide = NDArray.concatenate(
      [matrix.reshaped(matrix.shape + [1]), matrix.reshaped(matrix.shape + [1])], axis: 2
    ).reshaped([matrix.shape[0], matrix.shape[1] * 2])
    return wide.sliced(axis: 1, start: 0, count: matrix.shape[1], step: 2)
  }

  private func spelledOut(_ a: NDArray, _ b: NDArray) -> [Float] {
    let (x, y) = (a.scalars(Float.self), b.scalars(Float.self))
    let (m, k, n) = (a.shape[0], a.shape[1], b.shape[1])
    return (0..<m * n).map { index in
      (0..<k).reduce(0) { $0 + x[index / n * k + $1] * y[$1 * n + index % n] }
    }
  }

  @Test func sumsKeepTheirDigits() {
    let tenths = NDArray.filled([1_000_000], with: Float(0.1)).sum(axes: [0])
    #expect(abs(tenths.scalar(Float.self) - 100_000) < 0.1)
  }

  @Test(arguments: [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]])
  func sumsOverAnyAxes(_ axes: [Int]) {
    let sum = counting.sum(axes: axes, keepingAxes: true)
    var expected = [Float](repeating: 0, count: sum.count)
    for index in 0..<24 {
      let position = [index / 12, index / 4 % 3, index % 4]
      let kept = (0..<3).map { axes.contains($0) ? 0 : position[$0] }
      expected[(kept[0] * sum.shape[1] + kept[1]) * sum.shape[2] + kept[2]] += Float(index)
    }
    #expect(sum.scalars(Float.self) == expected)
    let largest = counting.max(axes: axes)
    #expect(largest.scalars(Float.self).max() == 23)
  }

  @Test func castsRoundAndSaturate() {
    let numbers = NDArray([-1.7, 0, 2.9, 300, .nan] as [Float])
    #expect(numbers.cast(to: .uint8).scalars(UInt8.self) == [0, 0, 2, 255, 0])
    #expect(numbers.cast(to: .int64).scalars(Int64.self) == [-1, 0, 2, 300, 0])
    #expect(numbers.cast(to: .bool).scalars(Bool.self) == [true, false, true, true, true])
    #expect(NDArray([UInt64.max]).cast(to: .int64).scalars(Int64.self) == [.max])
  }

  @Test("a steady loop takes no memory from the system")
  func poolReusesBlocks() async {
    // In a process of its own, where no other test takes memory.
    await #expect(processExitsWith: .success) {
      let counting = NDArray((0..<240).map(Float.init), shape: [20, 3, 4])
      func step() { _ = counting.combining(.add, counting).applying(.exponential) }
      for _ in 0..<10 { step() }
      let before = BufferPool.shared.statistics
      for _ in 0..<50 { step() }
      let after = BufferPool.shared.statistics
      precondition(after.requests == before.requests + 100)
      precondition(after.systemAllocations == before.systemAllocations)
      precondition(after.bytesInUse == before.bytesInUse)
    }
  }

  @Test("what changes an array in place takes no memory")
  func inPlaceTakesNoMemory() async {
    await #expect(processExitsWith: .success) {
      var x = NDArray((0..<128).map(Float.init))
      let gradient = NDArray((0..<128).map(Float.init))
      var (first, second) = (NDArray.zeros([128]), NDArray.zeros([128]))
      var velocity: NDArray? = .zeros([128])
      var (mean, steps): (NDArray?, NDArray?) = (.zeros([128]), .zeros([128]))
      let before = BufferPool.shared.statistics.requests
      x.scale(by: 2)
      x.clamp(to: 100)
      x.updateByAdam(
        gradient: gradient, firstMoment: &first, secondMoment: &second, learningRate: 0.1,
        beta1: 0.9, beta2: 0.999, epsilon: 1e-8, step: 1)
      x.updateBySGD(
        gradient: gradient, velocity: &velocity, learningRate: 0.1, momentum: 0.9, dampening: 0,
        weightDecay: 0, isNesterov: false)
      x.updateByRMSProp(
        gradient: gradient, squareAverage: &second, gradientAverage: &mean, velocity: &steps,
        learningRate: 0.1, alpha: 0.9, epsilon: 1e-8, weightDecay: 0, momentum: 0.9)
      let requests = BufferPool.shared.statistics.requests - before
      precondition(requests == 0, "\(requests) arrays taken")
    }
  }

  @Test(arguments: [1, 63, 64, 65, 256, 257, 320, 321, 4096, 100_000, 1 << 20, (1 << 20) + 1])
  func sizeClassesHoldTheirRequests(_ bytes: Int) {
    let (index, size) = BufferPool.sizeClass(bytes)
    #expect(size >= bytes && size <= max(64, bytes + bytes / 4 + 64))
    #expect(BufferPool.sizeClass(size).index == index)
    #expect(BufferPool.sizeClass(size + 1).index > index)
  }
}
