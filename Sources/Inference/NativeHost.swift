import Arrays
import COpenBLAS
import Executing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The host on machines with OpenBLAS.
public struct NativeHost: ExecutionHost, Sendable {
  /// The most threads that share an instruction.
  public let threadCount: Int

  /// Creates the host.
  public init(threadCount: Int = 1) { self.threadCount = threadCount }

  /// Limits the threads that the matrix library uses, in the whole process.
  public static func limitLibraryThreads(to count: Int) {
    openblas_set_num_threads(Int32(clamping: count))
  }

  /// The machine's memory in bytes.
  public static var memorySize: Int {
    max(1 << 30, sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)))
  }

  /// Runs the parts on the process's pool of threads.
  public func forEachPart(_ count: Int, _ body: (Int) -> Void) {
    Threads.forEachPart(count, threads: threadCount, body)
  }

  /// Computes a product by OpenBLAS.
  public func multiply(
    _ product: MatrixProduct, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    _ c: UnsafeMutablePointer<Float>
  ) {
    let (m, n, k) = (blasint(product.rows), blasint(product.columns), blasint(product.depth))
    let beta: Float = product.accumulates ? 1 : 0
    if m == 1 {
      // One row: b times a vector. The transpose of a row is the same run of elements.
      let isTransposed = product.isSecondTransposed
      cblas_sgemv(
        CblasRowMajor, isTransposed ? CblasNoTrans : CblasTrans, isTransposed ? n : k,
        isTransposed ? k : n, product.alpha, b, isTransposed ? k : n, a, 1, beta, c, 1)
      return
    }
    cblas_sgemm(
      CblasRowMajor, product.isFirstTransposed ? CblasTrans : CblasNoTrans,
      product.isSecondTransposed ? CblasTrans : CblasNoTrans, m, n, k, product.alpha, a,
      product.isFirstTransposed ? m : k, b, product.isSecondTransposed ? k : n, beta, c, n)
  }
}
