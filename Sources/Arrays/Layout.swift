/// The shape of an array and how its elements lie in memory: made once, and shared by arrays that are
/// alike.
final class Layout: Sendable {
  /// The extent of each axis; empty for a scalar.
  let shape: [Int]
  /// The number of elements.
  let count: Int
  /// Elements to step for each axis; empty when the elements lie in row-major order without gaps.
  let explicitStrides: [Int]
  /// Whether the elements lie without gaps, in row-major order or with the axes in another order.
  let isDense: Bool

  private init(_ shape: [Int], _ count: Int, _ explicitStrides: [Int]) {
    self.shape = shape
    self.count = count
    self.explicitStrides = explicitStrides
    isDense = explicitStrides.isEmpty || Self.isDense(shape, explicitStrides)
  }

  /// Elements in row-major order without gaps.
  convenience init(_ shape: [Int]) { self.init(shape, Self.count(of: shape), []) }

  /// Elements of a view; the strides are left out where they are those of row-major order.
  convenience init(_ shape: [Int], strides: [Int]) {
    let count = Self.count(of: shape)
    let rowMajor = Self.rowMajorStrides(shape)
    let isRowMajor =
      count == 0 || shape.indices.allSatisfy { shape[$0] == 1 || strides[$0] == rowMajor[$0] }
    self.init(shape, count, isRowMajor ? [] : strides)
  }

  /// Elements without gaps, with the axes in the order of memory: the last one's are neighbours.
  convenience init(_ shape: [Int], order: [Int]) {
    self.init(shape, strides: Self.strides(shape, order: order))
  }

  /// One element and no axes.
  static let scalar = Layout([])

  /// Whether another layout has the same shape.
  func hasShape(of other: Layout) -> Bool {
    if self === other { return true }
    guard count == other.count && shape.count == other.shape.count else { return false }
    for axis in shape.indices where shape[axis] != other.shape[axis] { return false }
    return true
  }

  /// Whether the elements of two layouts of one shape lie in the same order.
  func hasOrder(of other: Layout) -> Bool {
    if explicitStrides.isEmpty || other.explicitStrides.isEmpty {
      return explicitStrides.isEmpty && other.explicitStrides.isEmpty
    }
    return shape.indices.allSatisfy {
      shape[$0] == 1 || explicitStrides[$0] == other.explicitStrides[$0]
    }
  }

  /// The axes in the order of memory, from that with the longest steps to that with the shortest.
  var order: [Int] {
    explicitStrides.isEmpty ? Array(shape.indices) : Self.order(shape, explicitStrides)
  }

  private static func order(_ shape: [Int], _ strides: [Int]) -> [Int] {
    // The steps of an axis with one element are never made.
    let steps = shape.indices.map { shape[$0] == 1 ? Int.max : strides[$0] }
    return shape.indices.sorted { steps[$0] > steps[$1] }
  }

  private static func isDense(_ shape: [Int], _ strides: [Int]) -> Bool {
    var step = 1
    for axis in order(shape, strides).reversed() where shape[axis] != 1 {
      if strides[axis] != step { return false }
      step *= shape[axis]
    }
    return true
  }

  static func rowMajorStrides(_ shape: [Int]) -> [Int] { strides(shape, order: shape.indices) }

  /// The strides of elements without gaps, with the axes in the order of memory.
  private static func strides(
    _ shape: [Int], order: some BidirectionalCollection<Int>
  ) -> [Int] {
    var strides = shape
    var step = 1
    for axis in order.reversed() {
      strides[axis] = step
      step *= shape[axis]
    }
    return strides
  }

  static func count(of shape: [Int]) -> Int {
    var count = 1
    for extent in shape {
      precondition(extent >= 0, "a shape has no negative extents: \(shape)")
      count *= extent
    }
    return count
  }
}
