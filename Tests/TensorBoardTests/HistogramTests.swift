import Arrays
import TensorBoard
import Testing

struct HistogramTests {
  @Test(
    arguments: [
      // Elements, limits, counts.
      ([0, 1, 2, 3, 4], 4, [1, 2, 3, 4], [2, 1, 1, 1]),
      ([-2, -1.5, 2], 2, [0, 2], [2, 1]), ([5, 5, 5], 8, [5], [3]), ([], 8, [0], [0]),
      ([.nan, 1, .infinity, -.infinity], 3, [1], [1]),
      // Too close, and too far apart, for ends between them.
      ([1, 1.0000000000000002], 8, [1.0000000000000002], [2]),
      ([-1.7e308, 1.7e308], 2, [1.7e308], [2]),
      ([0, .leastNonzeroMagnitude], 1, [.leastNonzeroMagnitude], [2]),
    ] as [([Double], Int, [Double], [Int])])
  func buckets(elements: [Double], buckets: Int, limits: [Double], counts: [Int]) {
    let histogram = Histogram(NDArray(elements, shape: [elements.count]), buckets: buckets)
    #expect(histogram.limits == limits && histogram.counts == counts)
    let finite = elements.filter(\.isFinite)
    #expect(histogram.count == finite.count && counts.reduce(0, +) == finite.count)
    #expect(histogram.minimum == finite.min() ?? 0 && histogram.maximum == finite.max() ?? 0)
    #expect(histogram.sum == finite.reduce(0, +))
    #expect(histogram.sumOfSquares == finite.reduce(0) { $0 + $1 * $1 })
  }

  @Test func everyElementIsInItsBucket() {
    var generator = RandomGenerator(seed: 3)
    let array = generator.normal([7, 301])
    let histogram = Histogram(array)
    #expect(histogram.limits.count == 64 && histogram.count == array.count)
    var low = -Double.infinity
    for (limit, count) in zip(histogram.limits, histogram.counts) {
      let expected = array.scalars(Float.self).count { Double($0) > low && Double($0) <= limit }
      #expect(count == expected)
      low = limit
    }
    let whole = Histogram(NDArray([1, 2, 2] as [Int64]), buckets: 2)
    #expect(whole.counts == [1, 2] && whole.sum == 5)
  }
}
