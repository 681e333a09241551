/// The cyclic redundancy check of the records of event files: the polynomial of Castagnoli (RFC
/// 3720, appendix B.4), bits reflected.
enum CRC32C {
  /// What each byte adds, for the polynomial 0x1EDC6F41 with its bits in reverse.
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 0 ? 0 : 0x82f6_3b78) }
  }

  /// The checksum of bytes.
  static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(UInt32.max) { value, byte in
      value >> 8 ^ table[Int(UInt8(truncatingIfNeeded: value) ^ byte)]
    }
  }

  /// The checksum as records hold it, so that checksums of data with checksums in them stay useful:
  /// rotated by 15 bits, plus a constant.
  static func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
    let value = checksum(bytes)
    return (value >> 15 | value << 17) &+ 0xa282_ead8
  }
}
