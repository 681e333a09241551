import Testing

@testable import Arrays

/// Arrays whose axes lie in another order than row-major, against the same elements in row-major order.
struct OrderTests {
  static let orders: [(shape: [Int], order: [Int])] = [
    ([3, 5], [1, 0]),
    ([100, 300], [1, 0]),
    ([2, 3, 4, 5], [0, 2, 3, 1]),
    ([64, 32, 14, 14], [0, 2, 3, 1]),
    ([3, 17, 33, 5], [3, 0, 2, 1]),
    ([2, 1, 4, 5], [0, 2, 3, 1]),
    ([0, 3, 4], [2, 0, 1]),
  ]

  /// An array that lies in an order, and its copy in row-major order.
  private func pair(_ shape: [Int], _ order: [Int], seed: UInt64 = 1) -> (NDArray, NDArray) {
    var generator = RandomGenerator(seed: seed)
    let laid = generator.normal(order.map { shape[$0] }).permuted(order.inverse)
    return (laid, NDArray(elements(of: laid), shape: shape))
  }

  /// The elements one by one, by their places.
  private func elements(of array: NDArray) -> [Float] {
    guard array.count > 0 else { return [] }
    let places = Layout.rowMajorStrides(array.shape)
    return withExtendedLifetime(array.storage) {
      (0..<array.count).map { index in
        let offset = array.shape.indices.reduce(0) {
          $0 + index / places[$1] % array.shape[$1] * array.strides[$1]
        }
        return array.pointer(of: Float.self)[offset]
      }
    }
  }

  @Test(arguments: orders)
  func copiesAreRowMajor(shape: [Int], order: [Int]) {
    let (laid, plain) = pair(shape, order)
    #expect(laid.isDense)
    #expect(laid.contiguous().isContiguous)
    #expect(laid.scalars(Float.self) == plain.scalars(Float.self))
    let back = plain.laid(as: laid.layout)
    #expect(back.layout.hasOrder(of: laid.layout))
    #expect(elements(of: back) == plain.scalars(Float.self))
  }

  @Test(arguments: orders)
  func functionsOfElementsKeepTheOrder(shape: [Int], order: [Int]) {
    let (laid, plain) = pair(shape, order)
    let (other, otherPlain) = pair(shape, order, seed: 2)
    let half = NDArray(scalar: Float(0.5))
    let results = [
      (laid.applying(.relu), plain.applying(.relu)),
      (laid.combining(.add, other), plain.combining(.add, otherPlain)),
      (laid.combining(.subtract, otherPlain), plain.combining(.subtract, otherPlain)),
      (plain.combining(.gate, other), plain.combining(.gate, otherPlain)),
      (half.combining(.divide, laid), half.combining(.divide, plain)),
    ]
    for (found, expected) in results {
      #expect(found.layout.hasOrder(of: laid.layout))
      #expect(found.shape == shape)
      #expect(found.scalars(Float.self) == expected.scalars(Float.self))
    }
  }

  @Test(arguments: orders)
  func broadcasting(shape: [Int], order: [Int]) {
    let (laid, plain) = pair(shape, order)
    for axis in shape.indices {
      var extents = shape.map { _ in 1 }
      extents[axis] = shape[axis]
      var generator = RandomGenerator(seed: 3)
      let row = generator.normal(extents)
      let (found, expected) = (
        row.combining(.subtract, laid), row.combining(.subtract, plain)
      )
      #expect(found.layout.hasOrder(of: laid.layout))
      #expect(found.scalars(Float.self) == expected.scalars(Float.self))
    }
  }

  @Test(arguments: orders, [false, true])
  func sums(_ row: (shape: [Int], order: [Int]), keepingAxes: Bool) {
    let (laid, plain) = pair(row.shape, row.order)
    for mask in 1..<(1 << row.shape.count) {
      let axes = row.shape.indices.filter { mask >> $0 & 1 == 1 }
      let found = laid.sum(axes: axes, keepingAxes: keepingAxes)
      let expected = plain.cast(to: .float64).sum(axes: axes, keepingAxes: keepingAxes)
      #expect(found.shape == expected.shape)
      let size = plain.cast(to: .float64).applying(.absolute).sum(axes: axes)
        .scalars(Double.self)
      let differences = zip(found.scalars(Float.self), expected.scalars(Double.self))
      #expect(
        zip(differences, size).allSatisfy { abs(Double($0.0) - $0.1) <= 1e-6 * $1 + 1e-30 })
    }
  }

  @Test("channels of a convolution's results lie together, and either order is taken")
  func convolutions() {
    var generator = RandomGenerator(seed: 4)
    let window = SlidingWindow(strides: [2, 1], padding: [1, 1])
    let x = generator.normal([3, 5, 9, 8])
    let weight = generator.normal([20, 5, 3, 3])
    let y = x.convolved(with: weight, window)
    #expect(y.layout.order == [0, 2, 3, 1])
    let together = x.laid(as: Layout(x.shape, order: [0, 2, 3, 1]))
    #expect(!together.isContiguous)
    #expect(together.convolved(with: weight, window).scalars(Float.self) == y.scalars())
    let g = generator.normal(y.shape)
    let kernel = [3, 3]
    let gradient = x.convolutionWeightGradient(g, kernel: kernel, window)
    for input in [x, together] {
      for upstream in [g, g.laid(as: y.layout)] {
        let found = input.convolutionWeightGradient(upstream, kernel: kernel, window)
        #expect(found.scalars(Float.self) == gradient.scalars())
      }
    }
  }
}
