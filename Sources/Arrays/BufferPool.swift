#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
import Synchronization

/// Reuses the memory of released arrays, so that a steady training step takes none from the system.
///
/// Requests are rounded up to a size class (four classes for each power of two, at least 64 bytes)
/// and served from that class's free list. Blocks are 64-byte aligned.
public final class BufferPool: Sendable {
  /// The pool that every array uses.
  public static let shared = BufferPool()

  /// What the pool has done so far.
  public struct Statistics: Sendable, Equatable {
    /// Requests that took new memory from the system.
    public var systemAllocations = 0
    /// Requests in all.
    public var requests = 0
    /// Bytes held by live arrays, rounded up to their size classes.
    public var bytesInUse = 0
    /// Bytes waiting in free lists.
    public var bytesFree = 0
  }

  // Raw pointers are not Sendable; the mutex guards every access to them.
  private struct Address: @unchecked Sendable { let pointer: UnsafeMutableRawPointer }

  private struct State {
    var free: [[Address]] = Array(repeating: [], count: 256)
    var statistics = Statistics()
  }

  private let state = Mutex(State())

  /// Counts of requests and bytes.
  public var statistics: Statistics { state.withLock { $0.statistics } }

  func take(_ byteCount: Int) -> UnsafeMutableRawPointer {
    let (index, size) = Self.sizeClass(byteCount)
    return state.withLock { state in
      state.statistics.requests += 1
      state.statistics.bytesInUse += size
      if let address = state.free[index].popLast() {
        state.statistics.bytesFree -= size
        return address
      }
      state.statistics.systemAllocations += 1
      var pointer: UnsafeMutableRawPointer?
      guard posix_memalign(&pointer, 64, size) == 0, let pointer else {
        fatalError("out of memory: an array needs \(size) bytes")
      }
      return Address(pointer: pointer)
    }.pointer
  }

  func give(_ pointer: UnsafeMutableRawPointer, _ byteCount: Int) {
    let (index, size) = Self.sizeClass(byteCount)
    let address = Address(pointer: pointer)
    state.withLock { state in
      state.statistics.bytesInUse -= size
      state.statistics.bytesFree += size
      state.free[index].append(address)
    }
  }

  /// The class of a request and the bytes that a block of this class has.
  static func sizeClass(_ byteCount: Int) -> (index: Int, size: Int) {
    let units = max(1, (byteCount + 63) / 64)
    if units <= 4 { return (units - 1, units * 64) }
    let exponent = Int.bitWidth - 1 - (units - 1).leadingZeroBitCount
    let step = 1 << (exponent - 2)
    let quarter = (units - 1 - (1 << exponent)) / step
    return (exponent * 4 + quarter, ((1 << exponent) + (quarter + 1) * step) * 64)
  }
}
