import CZlib

/// A CRC-32 (ISO 3309, as in gzip) of bytes that come in pieces.
public struct Checksum: Sendable, CustomStringConvertible {
  private var value = crc32(0, nil, 0)

  /// Creates the checksum of no bytes.
  public init() {}

  /// Adds bytes.
  public mutating func add(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.bindMemory(to: UInt8.self).baseAddress else { return }
    value = crc32_z(value, base, bytes.count)
  }

  /// Adds a text, as UTF-8.
  public mutating func add(_ text: String) {
    Array(text.utf8).withUnsafeBytes { add($0) }
  }

  /// Eight hexadecimal digits.
  public var description: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(0, 8 - digits.count)) + digits
  }
}
