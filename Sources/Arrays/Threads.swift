import CKernels
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The threads that share the loops over large arrays: one pool for the process.
///
/// No result depends on their number: how a loop is cut into parts is a function of its extents.
public enum Threads {
  /// The processors that threads can run on.
  public static let processorCount = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  private static let limit = Atomic<Int>(
    getenv("TESSERA_THREADS").flatMap { Int(String(cString: $0)) }.map { max(1, $0) }
      ?? processorCount)

  /// The most threads that share a loop: at first what the environment variable `TESSERA_THREADS`
  /// says, or as many as there are processors.
  public static var most: Int {
    get { limit.load(ordering: .relaxed) }
    set { limit.store(max(1, newValue), ordering: .relaxed) }
  }

  /// Calls `body` for every part below `count`, on at most `threads` threads; returns when all are
  /// done. Inside a part, further parts run one after the other.
  public static func forEachPart(
    _ count: Int, threads: Int = most, _ body: (Int) -> Void
  ) {
    if count < 2 {
      if count == 1 { body(0) }
      return
    }
    withoutActuallyEscaping(body) { body in
      var body = body
      withUnsafeMutablePointer(to: &body) { pointer in
        tessera_parallel(
          threads, count, { $0?.assumingMemoryBound(to: ((Int) -> Void).self).pointee($1) },
          pointer)
      }
    }
  }

  /// What `transform` makes of every element, on as many threads as are there.
  public static func map<Element, Result>(
    _ elements: [Element], _ transform: (Element) -> Result
  ) -> [Result] {
    Array(unsafeUninitializedCapacity: elements.count) { results, count in
      count = elements.count
      guard let base = results.baseAddress else { return }
      forEachPart(elements.count) { (base + $0).initialize(to: transform(elements[$0])) }
    }
  }

  /// Elements of a loop that one thread works on at a time: enough that another is worth waking,
  /// and a multiple of the blocks in which sums are made.
  static let chunk = 1 << 14

  /// Calls `body` with ranges that cover 0..<count, each of at most `chunk` elements.
  @inline(__always)
  static func forEachChunk(of count: Int, _ body: (_ start: Int, _ count: Int) -> Void) {
    if count <= 2 * chunk { return body(0, count) }
    forEachPart((count + chunk - 1) / chunk) { part in
      body(part * chunk, min(chunk, count - part * chunk))
    }
  }

  /// The sum of what `body` gives for ranges that cover 0..<count, added in their order.
  @inline(__always)
  static func sum(of count: Int, _ body: (_ start: Int, _ count: Int) -> Double) -> Double {
    if count <= chunk { return count == 0 ? 0 : body(0, count) }
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: (count + chunk - 1) / chunk) {
      sums in
      let base = sums.baseAddress
      forEachPart(sums.count) { part in
        base?[part] = body(part * chunk, min(chunk, count - part * chunk))
      }
      return sums.reduce(0, +)
    }
  }
}
