/// Walks several views of one shape together, in row-major order or with the axes in another order, as
/// few long inner runs as possible.
///
/// Axes that every operand steps through evenly are merged, so that contiguous operands of any rank
/// become a single run.
struct StridedLoop {
  /// Elements that each operand steps within a run.
  let innerStrides: [Int]
  /// The length of a run.
  let innerCount: Int
  private let outerShape: [Int]
  private let outerStrides: [[Int]]

  init(shape: [Int], strides operands: [[Int]], order: [Int]? = nil) {
    var extents: [Int] = []
    var steps: [[Int]] = operands.map { _ in [] }
    for axis in order ?? Array(shape.indices) where shape[axis] != 1 {
      let merges =
        !extents.isEmpty
        && operands.indices.allSatisfy {
          steps[$0][extents.count - 1] == operands[$0][axis] * shape[axis]
        }
      if merges {
        extents[extents.count - 1] *= shape[axis]
        for index in operands.indices { steps[index][extents.count - 1] = operands[index][axis] }
      } else {
        extents.append(shape[axis])
        for index in operands.indices { steps[index].append(operands[index][axis]) }
      }
    }
    innerCount = extents.popLast() ?? 1
    innerStrides = steps.map { $0.last ?? 0 }
    outerShape = extents
    outerStrides = steps.map { Array($0.dropLast()) }
  }

  /// Matrices that a walk of one operand reads by columns.
  struct Transposition {
    /// The extents of a matrix as it lies in memory, and the elements from one row to the next.
    let rows: Int
    let columns: Int
    let pitch: Int
    /// The first element of each.
    let starts: [Int]
  }

  /// The same walk of the first operand as matrices to transpose, where neighbours in memory are a
  /// run apart.
  var transposition: Transposition? {
    guard let columns = outerShape.last, outerStrides[0].last == 1, innerStrides[0] >= columns
    else { return nil }
    var starts = [0]
    for (extent, step) in zip(outerShape, outerStrides[0]).dropLast() {
      starts = starts.flatMap { start in (0..<extent).map { start + $0 * step } }
    }
    return Transposition(
      rows: innerCount, columns: columns, pitch: innerStrides[0], starts: starts)
  }

  /// Calls `body` once per run with each operand's first element and the run's length.
  @inline(__always)
  func run(_ body: (_ starts: [Int], _ count: Int) -> Void) {
    var starts = [Int](repeating: 0, count: innerStrides.count)
    if outerShape.contains(0) || innerCount == 0 { return }
    var index = [Int](repeating: 0, count: outerShape.count)
    while true {
      body(starts, innerCount)
      var axis = outerShape.count - 1
      while axis >= 0 {
        index[axis] += 1
        for operand in starts.indices { starts[operand] += outerStrides[operand][axis] }
        if index[axis] < outerShape[axis] { break }
        for operand in starts.indices {
          starts[operand] -= outerStrides[operand][axis] * outerShape[axis]
        }
        index[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }
}
