/// What an array is made of: the type of its elements, how they lie, and their memory, which is a block
/// of the pool, or that of another storage for a view of it, or, for a few elements, the end of this
/// object.
///
/// Unchecked because it hands out a raw pointer: memory is written only while its creator or a
/// uniquely referenced array holds it, and is immutable once shared.
final class Storage: @unchecked Sendable {
  private struct Header {
    let dataType: DataType
    let layout: Layout
    /// The first element.
    let pointer: UnsafeMutableRawPointer
    /// Bytes of the pool's block; 0 where there is none.
    let pooledByteCount: Int
    /// Whose memory this is a view of.
    let owner: Storage?
  }

  /// What the memory at the end of an object is counted in.
  private typealias Unit = UInt64
  private typealias Contents = ManagedBufferPointer<Header, Unit>

  /// Bytes that are not worth asking the pool for.
  private static let fewBytes = 256

  /// Uninitialised memory for the elements of a layout without gaps.
  static func taking(_ layout: Layout, _ dataType: DataType) -> Storage {
    let byteCount = layout.count * dataType.byteWidth
    if byteCount > fewBytes {
      return making { _ in
        Header(
          dataType: dataType, layout: layout, pointer: BufferPool.shared.take(byteCount),
          pooledByteCount: byteCount, owner: nil)
      }
    }
    let size = MemoryLayout<Unit>.size
    return making(units: (byteCount + size - 1) / size) { contents in
      Header(
        dataType: dataType, layout: layout,
        pointer: contents.withUnsafeMutablePointerToElements { UnsafeMutableRawPointer($0) },
        pooledByteCount: 0, owner: nil)
    }
  }

  @inline(__always)
  private static func making(units: Int = 0, _ header: (Contents) -> Header) -> Storage {
    let contents = Contents(bufferClass: self, minimumCapacity: units) { object, _ in
      header(Contents(unsafeBufferObject: object))
    }
    return unsafeDowncast(contents.buffer, to: self)
  }

  /// The same memory in another layout, from the element `offset` on.
  func viewed(as layout: Layout, offset: Int = 0) -> Storage {
    Self.making { _ in
      Header(
        dataType: dataType, layout: layout, pointer: pointer + offset * dataType.byteWidth,
        pooledByteCount: 0, owner: header.owner ?? self)
    }
  }

  private var header: Header { Contents(unsafeBufferObject: self).header }

  /// The type of the elements.
  var dataType: DataType { header.dataType }
  /// How the elements lie.
  var layout: Layout { header.layout }
  /// The first element.
  var pointer: UnsafeMutableRawPointer { header.pointer }
  /// Whether this is a view of another storage's memory.
  var isView: Bool { header.owner != nil }

  deinit {
    Contents(unsafeBufferObject: self).withUnsafeMutablePointerToHeader { header in
      let byteCount = header.pointee.pooledByteCount
      if byteCount > 0 { BufferPool.shared.give(header.pointee.pointer, byteCount) }
      _ = header.deinitialize(count: 1)
    }
  }
}
