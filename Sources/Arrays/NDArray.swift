/// An n-dimensional array: a data type, a shape, and elements in row-major order or a view of them.
///
/// Arrays are values. Views (`permuted`, `sliced`, `expanded`, most `reshaped`) share memory with
/// the array they come from; writing through `withUnsafeMutableScalars` copies first where needed.
/// Where elements lie with the axes in another order, as the channels of a convolution's result do,
/// functions of every element keep that order.
/// Nothing here records gradients: see `Tensor` for that.
public struct NDArray: Sendable {
  var storage: Storage

  init(_ storage: Storage) { self.storage = storage }

  /// How the elements lie.
  var layout: Layout { storage.layout }
  /// The type of the elements.
  public var dataType: DataType { storage.dataType }
  /// The extent of each axis; empty for a scalar.
  public var shape: [Int] { storage.layout.shape }
  /// The number of elements.
  public var count: Int { storage.layout.count }
  /// The number of axes.
  public var rank: Int { storage.layout.shape.count }

  /// Whether another array has the same shape.
  package func hasShape(of other: NDArray) -> Bool {
    storage.layout.hasShape(of: other.storage.layout)
  }

  /// Whether the elements lie in row-major order without gaps.
  public var isContiguous: Bool { storage.layout.explicitStrides.isEmpty }

  /// Whether the elements lie without gaps, with the axes in any order.
  var isDense: Bool { storage.layout.isDense }

  /// Elements to step for each axis.
  public var strides: [Int] {
    isContiguous ? Layout.rowMajorStrides(shape) : layout.explicitStrides
  }
}

// MARK: - Making arrays

extension NDArray {
  /// Creates an array whose elements `body` writes, in row-major order.
  ///
  /// - Parameters:
  ///   - shape: The extent of each axis.
  ///   - type: The type of the elements.
  ///   - body: Receives uninitialised memory for all elements and writes each of them.
  public init<T: Scalar>(
    shape: [Int], of type: T.Type = T.self,
    initializingWith body: (UnsafeMutableBufferPointer<T>) throws -> Void
  ) rethrows {
    try self.init(layout: Layout(shape), of: type, initializingWith: body)
  }

  /// Creates an array of a layout without gaps, whose elements `body` writes in the order of memory.
  @inline(__always)
  init<T: Scalar>(
    layout: Layout, of type: T.Type,
    initializingWith body: (UnsafeMutableBufferPointer<T>) throws -> Void
  ) rethrows {
    let storage = Storage.taking(layout, T.dataType)
    try withExtendedLifetime(storage) {
      try body(
        UnsafeMutableBufferPointer(
          start: storage.pointer.bindMemory(to: T.self, capacity: layout.count),
          count: layout.count))
    }
    self.init(storage)
  }

  /// Creates an array whose elements `body` writes as raw bytes, in row-major order and the
  /// machine's byte order.
  public init(
    shape: [Int], dataType: DataType,
    initializingBytesWith body: (UnsafeMutableRawBufferPointer) throws -> Void
  ) rethrows {
    let storage = Storage.taking(Layout(shape), dataType)
    try withExtendedLifetime(storage) {
      try body(
        UnsafeMutableRawBufferPointer(
          start: storage.pointer, count: storage.layout.count * dataType.byteWidth))
    }
    self.init(storage)
  }

  /// Creates an array from scalars in row-major order; `shape` defaults to one axis.
  public init<T: Scalar>(_ scalars: [T], shape: [Int]? = nil) {
    let shape = shape ?? [scalars.count]
    precondition(
      Layout.count(of: shape) == scalars.count,
      "\(scalars.count) scalars do not fill the shape \(shape)")
    self.init(shape: shape, of: T.self) { buffer in
      _ = buffer.update(fromContentsOf: scalars)
    }
  }

  /// Creates an array without axes.
  public init<T: Scalar>(scalar: T) {
    self.init(layout: .scalar, of: T.self) { $0[0] = scalar }
  }

  /// An array of zeros (`false` for booleans).
  public static func zeros(_ shape: [Int], _ dataType: DataType = .float32) -> NDArray {
    NDArray(shape: shape, dataType: dataType) { $0.initializeMemory(as: UInt8.self, repeating: 0) }
  }

  /// An array filled with one value; memory holds the value once.
  public static func filled<T: Scalar>(_ shape: [Int], with value: T) -> NDArray {
    NDArray(scalar: value).expanded(to: shape)
  }
}

// MARK: - Reading and writing

extension NDArray {
  /// Calls `body` with the elements in row-major order, copied first if this is a strided view.
  public func withScalars<T: Scalar, Result>(
    of type: T.Type, _ body: (UnsafeBufferPointer<T>) throws -> Result
  ) rethrows -> Result {
    precondition(type.dataType == dataType, "an array of \(dataType) read as \(type.dataType)")
    let array = contiguous()
    return try withExtendedLifetime(array.storage) {
      try body(UnsafeBufferPointer(start: array.pointer(of: type), count: count))
    }
  }

  /// Calls `body` with the elements' bytes in row-major order.
  public func withBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    let array = contiguous()
    return try withExtendedLifetime(array.storage) {
      try body(
        UnsafeRawBufferPointer(
          start: array.storage.pointer, count: count * dataType.byteWidth))
    }
  }

  /// Calls `body` with the elements in row-major order, to change them in place. Memory that is
  /// shared with another array is copied first.
  public mutating func withUnsafeMutableScalars<T: Scalar, Result>(
    of type: T.Type, _ body: (UnsafeMutableBufferPointer<T>) throws -> Result
  ) rethrows -> Result {
    precondition(type.dataType == dataType, "an array of \(dataType) written as \(type.dataType)")
    if !isContiguous || storage.isView || !isKnownUniquelyReferenced(&storage) { self = copy() }
    let storage = self.storage
    return try withExtendedLifetime(storage) {
      try body(UnsafeMutableBufferPointer(start: pointer(of: type), count: count))
    }
  }

  /// The elements in row-major order.
  public func scalars<T: Scalar>(_ type: T.Type = T.self) -> [T] {
    withScalars(of: type) { Array($0) }
  }

  /// The only element of an array that has one element.
  public func scalar<T: Scalar>(_ type: T.Type = T.self) -> T {
    precondition(count == 1, "an array of shape \(shape) is not one scalar")
    return withScalars(of: type) { $0[0] }
  }

  /// The first element's address. Keep `storage` alive while it is used.
  @inline(__always)
  func pointer<T: Scalar>(of type: T.Type) -> UnsafeMutablePointer<T> {
    storage.pointer.assumingMemoryBound(to: type)
  }
}
