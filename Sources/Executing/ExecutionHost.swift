import CKernels

/// A product of two row-major matrices: c = alpha · op(a) op(b), added to what c holds where
/// `accumulates`.
public struct MatrixProduct: Sendable, Equatable {
  /// Rows of op(a) and c.
  public var rows: Int
  /// Columns of op(b) and c.
  public var columns: Int
  /// Columns of op(a) and rows of op(b).
  public var depth: Int
  /// Whether a is stored as depth × rows.
  public var isFirstTransposed: Bool
  /// Whether b is stored as columns × depth.
  public var isSecondTransposed: Bool
  /// The factor.
  public var alpha: Float
  /// Whether the product is added to what c holds.
  public var accumulates = false

  /// Creates the description of a product that replaces what c holds.
  public init(
    rows: Int, columns: Int, depth: Int, isFirstTransposed: Bool = false,
    isSecondTransposed: Bool = false, alpha: Float = 1
  ) {
    self.rows = rows
    self.columns = columns
    self.depth = depth
    self.isFirstTransposed = isFirstTransposed
    self.isSecondTransposed = isSecondTransposed
    self.alpha = alpha
  }
}

/// What an executor asks of the program that it runs in.
public protocol ExecutionHost {
  /// Computes a product. Rows, columns and depth are at least 1, and c overlaps neither a nor b.
  func multiply(
    _ product: MatrixProduct, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    _ c: UnsafeMutablePointer<Float>)

  /// The most parts of a loop that are worth having.
  var threadCount: Int { get }

  /// Calls `body` for every part below `count`, in any order or at the same time.
  func forEachPart(_ count: Int, _ body: (Int) -> Void)
}

extension ExecutionHost {
  /// One thread, unless a host has more.
  public var threadCount: Int { 1 }

  /// Calls `body` for one part after the other.
  public func forEachPart(_ count: Int, _ body: (Int) -> Void) {
    for part in 0..<count { body(part) }
  }
}

/// A host without libraries, as in the browser.
public struct PortableHost: ExecutionHost, Sendable {
  /// Creates the host.
  public init() {}

  /// Computes a product by plain loops.
  public func multiply(
    _ product: MatrixProduct, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    _ c: UnsafeMutablePointer<Float>
  ) {
    let (m, n, k) = (product.rows, product.columns, product.depth)
    if !product.isFirstTransposed && !product.isSecondTransposed && product.alpha == 1 {
      tessera_matmul_f32(m, n, k, a, b, c, product.accumulates ? 1 : 0)
      return
    }
    let (rowStep, depthStep) = product.isFirstTransposed ? (1, m) : (k, 1)
    for i in 0..<m {
      let row = c + i * n
      if !product.accumulates { row.update(repeating: 0, count: n) }
      if product.isSecondTransposed {
        for j in 0..<n {
          var sum: Float = 0
          for p in 0..<k { sum += a[i * rowStep + p * depthStep] * b[j * k + p] }
          row[j] += product.alpha * sum
        }
      } else {
        for p in 0..<k {
          let scale = product.alpha * a[i * rowStep + p * depthStep]
          let source = b + p * n
          for j in 0..<n { row[j] += scale * source[j] }
        }
      }
    }
  }
}
