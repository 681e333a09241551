/// Numbers that plans read and nothing writes, such as a weight. Plans for several input shapes share
/// it.
///
/// Unchecked because it holds a raw pointer: the memory is written before the initialiser returns, and
/// only read from then on.
public final class ConstantBuffer: @unchecked Sendable {
  /// The number of elements.
  public let count: Int
  let pointer: UnsafeMutablePointer<Float>

  /// Creates a constant.
  ///
  /// - Parameters:
  ///   - count: The number of elements.
  ///   - body: Writes all of them.
  public init(count: Int, initializingWith body: (UnsafeMutableBufferPointer<Float>) -> Void) {
    self.count = count
    pointer = allocateFloats(count)
    body(UnsafeMutableBufferPointer(start: pointer, count: count))
  }

  deinit { deallocateFloats(pointer) }
}

/// Memory for at least one number, aligned for vector loads.
func allocateFloats(_ count: Int) -> UnsafeMutablePointer<Float> {
  UnsafeMutableRawPointer
    .allocate(byteCount: max(1, count) * MemoryLayout<Float>.stride, alignment: 64)
    .bindMemory(to: Float.self, capacity: max(1, count))
}

func deallocateFloats(_ pointer: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(pointer).deallocate()
}
