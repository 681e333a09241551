import Arrays
import Testing

/// Convolutions against sums spelled out in Double, and their adjoints against the definition
/// ⟨conv(x, w), g⟩ = ⟨x, adjoint(g)⟩.
struct ConvolutionTests {
  struct Row: Sendable, CustomStringConvertible {
    let input: [Int]
    let weight: [Int]
    let window: SlidingWindow
    var groups = 1
    var description: String { "\(input) × \(weight), groups \(groups), \(window)" }

    init(
      _ input: [Int], _ weight: [Int], stride: [Int], padding: [Int], after: [Int]? = nil,
      dilation: [Int]? = nil, groups: Int = 1
    ) {
      self.input = input
      self.weight = weight
      window = SlidingWindow(
        strides: stride, padding: padding, paddingAfter: after, dilations: dilation)
      self.groups = groups
    }
  }

  static let rows = [
    Row([2, 3, 9], [4, 3, 3], stride: [1], padding: [0]),
    Row([2, 4, 11], [6, 2, 3], stride: [3], padding: [2], after: [0], dilation: [2], groups: 2),
    Row([1, 2, 70_000], [2, 2, 5], stride: [2], padding: [2]),
    Row([2, 3, 5, 6], [4, 3, 1, 1], stride: [1, 1], padding: [0, 0]),
    Row([2, 4, 5, 6], [6, 2, 1, 1], stride: [1, 1], padding: [0, 0], groups: 2),
    Row([2, 3, 5, 6], [4, 3, 1, 1], stride: [2, 2], padding: [1, 0]),
    Row([5, 3, 7, 8], [4, 3, 3, 3], stride: [1, 1], padding: [1, 1]),
    Row([5, 3, 7, 8], [4, 3, 3, 2], stride: [2, 1], padding: [1, 2], dilation: [2, 1]),
    Row([3, 4, 6, 6], [4, 1, 3, 3], stride: [2, 2], padding: [1, 1], after: [0, 2], groups: 4),
    Row([40, 8, 14, 14], [16, 8, 3, 3], stride: [2, 2], padding: [1, 1]),
    Row([2, 32, 90, 70], [3, 32, 5, 5], stride: [1, 1], padding: [2, 2]),
    Row([1, 1, 2, 2], [1, 1, 2, 2], stride: [1, 1], padding: [5, 5], dilation: [4, 4]),
    Row([1, 1, 3], [1, 1, 2], stride: [1], padding: [1_000_000_000], dilation: [2_000_000_000]),
    Row([2, 3, 4, 5, 6], [2, 3, 2, 3, 3], stride: [1, 2, 1], padding: [1, 0, 1]),
    Row(
      [1, 2, 5, 4, 6], [4, 1, 3, 2, 3], stride: [2, 1, 2], padding: [1, 1, 0],
      after: [0, 1, 2], dilation: [1, 2, 1], groups: 2),
    Row([0, 3, 5, 5], [4, 3, 3, 3], stride: [1, 1], padding: [0, 0]),
    Row([2, 0, 5, 5], [4, 0, 3, 3], stride: [1, 1], padding: [0, 0]),
    Row([2, 3, 5, 5], [0, 3, 3, 3], stride: [1, 1], padding: [0, 0]),
  ]

  @Test(arguments: rows, [DataType.float32, .float64])
  func forwardIsTheSum(_ row: Row, _ dataType: DataType) {
    let (x, w) = operands(row, dataType)
    let y = x.convolved(with: w, row.window, groups: row.groups)
    let expected = reference(row, x, w, y.shape)
    let tolerance = dataType == .float32 ? 2e-5 : 1e-12
    let found = y.cast(to: .float64).scalars(Double.self)
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) <= tolerance * (1 + abs($1)) })
  }

  @Test(arguments: rows, [DataType.float32, .float64])
  func adjoints(_ row: Row, _ dataType: DataType) {
    let (x, w) = operands(row, dataType)
    let y = x.convolved(with: w, row.window, groups: row.groups)
    var generator = RandomGenerator(seed: 3)
    let g = generator.normal(y.shape).cast(to: dataType)
    let toInput = g.transposeConvolved(
      with: w, to: Array(x.shape[2...]), row.window, groups: row.groups)
    let toWeight = x.convolutionWeightGradient(
      g, kernel: Array(w.shape[2...]), row.window, groups: row.groups)
    #expect(toInput.shape == x.shape)
    #expect(toWeight.shape == w.shape)
    let product = dot(y, g)
    // Terms of either sign cancel, so that their size decides what rounding leaves.
    let size = (dot(y, y) * dot(g, g)).squareRoot()
    let tolerance = (dataType == .float32 ? 2e-6 : 1e-14) * (1 + size)
    #expect(abs(dot(x, toInput) - product) <= tolerance)
    #expect(abs(dot(w, toWeight) - product) <= tolerance)
  }

  @Test("no result depends on the number of threads", arguments: rows)
  func threads(_ row: Row) {
    let (x, w) = operands(row, .float32)
    func results() -> [[Float]] {
      let y = x.convolved(with: w, row.window, groups: row.groups)
      return [
        y,
        y.transposeConvolved(
          with: w, to: Array(x.shape[2...]), row.window, groups: row.groups),
        x.convolutionWeightGradient(
          y, kernel: Array(w.shape[2...]), row.window, groups: row.groups),
      ].map { $0.scalars(Float.self) }
    }
    #expect(withThreads(1, results) == withThreads(4, results))
  }

  @Test("views are read as they are")
  func views() {
    var generator = RandomGenerator(seed: 5)
    let window = SlidingWindow(strides: [1, 1], padding: [1, 1])
    let x = generator.normal([6, 7, 3, 2]).permuted([3, 2, 0, 1])
    let w = generator.normal([1, 3, 3, 3]).expanded(to: [4, 3, 3, 3])
    let dense = { (array: NDArray) in NDArray(array.scalars(Float.self), shape: array.shape) }
    let y = x.convolved(with: w, window)
    #expect(
      y.scalars(Float.self) == dense(x).convolved(with: dense(w), window).scalars(Float.self))
  }

  @Test("numbers that make no sense have no extents")
  func extents() {
    let plain = SlidingWindow(strides: [1], padding: [0])
    #expect(plain.outputExtents([5], kernel: [3]) == [3])
    #expect(plain.outputExtents([2], kernel: [3]) == nil)
    #expect(plain.outputExtents([5, 5], kernel: [3]) == nil)
    #expect(plain.outputExtents([5], kernel: [0]) == nil)
    #expect(SlidingWindow(strides: [0], padding: [0]).outputExtents([5], kernel: [1]) == nil)
    #expect(SlidingWindow(strides: [1], padding: [-1]).outputExtents([5], kernel: [1]) == nil)
    let wide = SlidingWindow(strides: [1], padding: [0], dilations: [.max])
    #expect(wide.outputExtents([5], kernel: [.max]) == nil)
    #expect(SlidingWindow(strides: [2], padding: [1]).inputExtents([4], kernel: [3]) == [7])
  }

  private func operands(_ row: Row, _ dataType: DataType) -> (NDArray, NDArray) {
    var generator = RandomGenerator(seed: 1)
    return (
      generator.normal(row.input).cast(to: dataType),
      generator.normal(row.weight).cast(to: dataType)
    )
  }

  private func dot(_ a: NDArray, _ b: NDArray) -> Double {
    func scalars(_ array: NDArray) -> [Double] { array.cast(to: .float64).scalars() }
    return Swift.zip(scalars(a), scalars(b)).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The sums of the definition, for the first 500 outputs.
  private func reference(_ row: Row, _ x: NDArray, _ w: NDArray, _ shape: [Int]) -> [Double] {
    let (xs, ws) = (
      x.cast(to: .float64).scalars(Double.self), w.cast(to: .float64).scalars(Double.self)
    )
    let kernel = Array(w.shape[2...])
    let (group, taps) = (w.shape[1], kernel.reduce(1, *))
    return (0..<min(500, shape.reduce(1, *))).map { index in
      let place = unflattened(index, shape)
      let first = place[1] / (w.shape[0] / row.groups) * group
      var sum = 0.0
      for channel in 0..<group {
        for tap in 0..<taps {
          let offsets = unflattened(tap, kernel)
          var start = place[0] * x.shape[1] + first + channel
          var isInside = true
          for axis in kernel.indices {
            let at =
              place[axis + 2] * row.window.strides[axis]
              + offsets[axis] * row.window.dilations[axis] - row.window.paddingBefore[axis]
            isInside = isInside && (0..<x.shape[axis + 2]).contains(at)
            start = start * x.shape[axis + 2] + at
          }
          if isInside { sum += xs[start] * ws[(place[1] * group + channel) * taps + tap] }
        }
      }
      return sum
    }
  }

  private func unflattened(_ index: Int, _ shape: [Int]) -> [Int] {
    var (rest, place) = (index, shape)
    for axis in shape.indices.reversed() {
      place[axis] = rest % shape[axis]
      rest /= shape[axis]
    }
    return place
  }
}
