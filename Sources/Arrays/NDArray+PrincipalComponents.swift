/// The directions in which points vary most.
public struct PrincipalComponents: Sendable {
  /// The points' mean, [dimensions].
  public let mean: NDArray
  /// Unit vectors, the direction of the largest variance first, [count, dimensions]. The largest
  /// element of each, the first of several, is positive.
  public let directions: NDArray
  /// The variance along each direction, [count].
  public let variances: NDArray

  /// The coordinates of points, [count, dimensions], along the directions.
  public func callAsFunction(_ points: NDArray) -> NDArray {
    points.combining(.subtract, mean).matmul(directions.transposed())
  }
}

extension NDArray {
  /// The principal components of these points, float32 or float64 [count, dimensions], with at least
  /// one point. Equal points give equal components; the type is that of the points.
  ///
  /// The covariance, over the number of points, is diagonalised by Jacobi's rotations, whose time
  /// grows with the cube of the dimensions.
  ///
  /// - Parameter count: How many directions, at most as many as there are dimensions.
  public func principalComponents(_ count: Int) -> PrincipalComponents {
    precondition(
      rank == 2 && shape[0] > 0 && (0...shape[1]).contains(count),
      "\(count) principal components of points of shape \(shape)")
    let points = cast(to: .float64)
    let scale = NDArray(scalar: 1 / Double(shape[0]))
    let mean = points.sum(axes: [0]).combining(.multiply, scale)
    let centred = points.combining(.subtract, mean)
    let covariance = centred.transposed().matmul(centred).combining(.multiply, scale)
    var eigen = JacobiRotations(covariance.scalars(Double.self), size: shape[1])
    eigen.run()
    let order = (0..<shape[1]).sorted { (-eigen[$0, $0], $0) < (-eigen[$1, $1], $1) }.prefix(count)
    let directions = order.flatMap { eigen.direction($0) }
    return PrincipalComponents(
      mean: mean.cast(to: dataType),
      directions: NDArray(directions, shape: [count, shape[1]]).cast(to: dataType),
      variances: NDArray(order.map { eigen[$0, $0] }).cast(to: dataType))
  }
}

/// The eigenvalues and eigenvectors of a symmetric matrix by cyclic rotations (Golub and Van Loan,
/// "Matrix computations", section 8.5).
private struct JacobiRotations {
  /// The matrix, which becomes diagonal.
  private var matrix: [Double]
  /// The eigenvectors, one a row.
  private var vectors: [Double]
  private let size: Int

  init(_ matrix: [Double], size: Int) {
    (self.matrix, self.size) = (matrix, size)
    vectors = [Double](repeating: 0, count: size * size)
    for index in 0..<size { vectors[index * size + index] = 1 }
  }

  subscript(row: Int, column: Int) -> Double { matrix[row * size + column] }

  /// The unit eigenvector of the diagonal's element `index`.
  func direction(_ index: Int) -> [Double] {
    let vector = vectors[index * size..<(index + 1) * size]
    let largest = vector.reduce(0) { abs($1) > abs($0) ? $1 : $0 }
    return vector.map { largest < 0 ? -$0 : $0 }
  }

  /// Rotates until what is beside the diagonal is nothing beside what is on it; convergence is
  /// quadratic, so that few sweeps of the 60 are needed.
  mutating func run() {
    let total = matrix.reduce(0) { $0 + $1 * $1 }
    for _ in 0..<60 {
      var rest = 0.0
      for row in 0..<size {
        for column in 0..<row { rest += 2 * self[row, column] * self[row, column] }
      }
      guard rest > 1e-30 * total, rest.isFinite else { return }
      for p in 0..<size {
        for q in p + 1..<size where self[p, q] != 0 { rotate(p, q) }
      }
    }
  }

  /// Makes the element (p, q) zero.
  private mutating func rotate(_ p: Int, _ q: Int) {
    let ratio = (self[q, q] - self[p, p]) / (2 * self[p, q])
    let tangent = (ratio < 0 ? -1 : 1) / (abs(ratio) + (1 + ratio * ratio).squareRoot())
    let cosine = 1 / (1 + tangent * tangent).squareRoot()
    let sine = tangent * cosine
    func turn(_ array: inout [Double], _ a: Int, _ b: Int) {
      let (x, y) = (array[a], array[b])
      array[a] = cosine * x - sine * y
      array[b] = sine * x + cosine * y
    }
    for index in 0..<size { turn(&matrix, index * size + p, index * size + q) }
    for index in 0..<size {
      turn(&matrix, p * size + index, q * size + index)
      turn(&vectors, p * size + index, q * size + index)
    }
  }
}
