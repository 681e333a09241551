/// The shape of an array and how its elements lie in memory: made once, and shared by arrays that are
/// alike.
final class Layout: Sendable {
  /// The extent of each axis; empty for a scalar.
  let shape: [Int]
  /// The number of elements.
  let count: Int
  /// Elements to step for each axis; empty when the elements lie in row-major order without gaps.
  let explicitStrides: [Int]

  private init(_ shape: [Int], _ count: Int, _ explicitStrides: [Int]) {
    self.shape = shape
    self.count = count
    self.explicitStrides = explicitStrides
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

  /// One element and no axes.
  static let scalar = Layout([])

  /// Whether another layout has the same shape.
  func hasShape(of other: Layout) -> Bool {
    if self === other { return true }
    guard count == other.count && shape.count == other.shape.count else { return false }
    for axis in shape.indices where shape[axis] != other.shape[axis] { return false }
    return true
  }

  static func rowMajorStrides(_ shape: [Int]) -> [Int] {
    var strides = shape
    var step = 1
    for axis in shape.indices.reversed() {
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
