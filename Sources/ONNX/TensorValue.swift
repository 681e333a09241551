#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Bytes that something else keeps in memory, such as an array's elements.
public protocol ByteSource: AnyObject, Sendable {
  /// How many.
  var count: Int { get }
  /// Calls `body` with the bytes, which must not change.
  func withBytes(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows
}

/// A constant tensor: its elements as little-endian bytes, or as strings.
public struct TensorValue: Sendable {
  private enum Elements: Sendable {
    case array([UInt8])
    case source(any ByteSource)
  }

  /// The name, where it is an initializer.
  public var name: String
  /// The element type.
  public var elementType: ElementType
  /// The extent of each axis.
  public var shape: [Int]
  /// The elements of a string tensor.
  public var strings: [[UInt8]]
  private var elements: Elements

  /// Creates a tensor from bytes in row-major, little-endian order.
  public init(name: String = "", elementType: ElementType, shape: [Int], bytes: [UInt8]) {
    self.name = name
    self.elementType = elementType
    self.shape = shape
    self.strings = []
    elements = .array(bytes)
  }

  /// Creates a tensor whose bytes, in row-major, little-endian order, stay where they are.
  public init(name: String = "", elementType: ElementType, shape: [Int], source: any ByteSource) {
    self.name = name
    self.elementType = elementType
    self.shape = shape
    self.strings = []
    elements = .source(source)
  }

  /// Creates a tensor of strings.
  public init(name: String = "", strings: [[UInt8]], shape: [Int]) {
    self.name = name
    self.elementType = .string
    self.shape = shape
    self.strings = strings
    elements = .array([])
  }

  /// Creates a one-dimensional tensor of 64-bit integers, as shapes and axes are given.
  public init(name: String = "", int64s: [Int]) {
    self.init(
      name: name, elementType: .int64, shape: [int64s.count],
      bytes: int64s.flatMap { value in
        withUnsafeBytes(of: Int64(value).littleEndian) { Array($0) }
      })
  }

  /// The elements in row-major order, little-endian; empty for strings. A copy where the bytes are
  /// kept by something else.
  public var bytes: [UInt8] {
    get {
      guard case .array(let bytes) = elements else {
        var copy: [UInt8] = []
        withBytes { copy = Array($0) }
        return copy
      }
      return bytes
    }
    set { elements = .array(newValue) }
  }

  /// The number of bytes.
  public var byteCount: Int {
    switch elements {
    case .array(let bytes): bytes.count
    case .source(let source): source.count
    }
  }

  /// Calls `body` with the bytes where they are.
  public func withBytes(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    switch elements {
    case .array(let bytes): try bytes.withUnsafeBytes(body)
    case .source(let source): try source.withBytes(body)
    }
  }
}

extension TensorValue: Hashable {
  /// Whether two tensors have one name, type, shape and the same elements.
  public static func == (a: TensorValue, b: TensorValue) -> Bool {
    a.name == b.name && a.elementType == b.elementType && a.shape == b.shape
      && a.strings == b.strings && a.hasSameBytes(as: b)
  }

  /// Whether two tensors hold the same bytes.
  public func hasSameBytes(as other: TensorValue) -> Bool {
    if case .source(let mine) = elements, case .source(let others) = other.elements,
      mine === others
    {
      return true
    }
    guard byteCount == other.byteCount else { return false }
    var isSame = true
    withBytes { mine in
      other.withBytes { others in
        guard let first = mine.baseAddress, let second = others.baseAddress else { return }
        isSame = memcmp(first, second, mine.count) == 0
      }
    }
    return isSame
  }

  /// Hashes what tells most constants apart: all but the later bytes of large ones.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(elementType)
    hasher.combine(shape)
    hasher.combine(strings)
    withBytes { hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: $0.prefix(256))) }
  }
}
