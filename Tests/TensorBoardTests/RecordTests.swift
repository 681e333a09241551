import Testing

@testable import TensorBoard

struct RecordTests {
  /// The standard check value of CRC-32C, and the examples of RFC 3720, appendix B.4.
  @Test(
    arguments: [
      ([UInt8]("123456789".utf8), 0xe306_9283), ([], 0),
      ([UInt8](repeating: 0, count: 32), 0x8a91_36aa),
      ([UInt8](repeating: 0xff, count: 32), 0x62a8_ab43),
      ([UInt8](0..<32), 0x46dd_794e), ([UInt8](0..<32).reversed(), 0x113f_db5c),
    ] as [([UInt8], UInt32)])
  func checksums(bytes: [UInt8], expected: UInt32) {
    #expect(CRC32C.checksum(bytes) == expected)
  }

  @Test func aRecordIsLengthChecksumBytesChecksum() {
    let bytes = [UInt8]("123456789".utf8)
    let record = Record.framed(bytes)
    #expect(record.count == 8 + 4 + 9 + 4)
    #expect(Array(record[..<8]) == [9, 0, 0, 0, 0, 0, 0, 0] && Array(record[12..<21]) == bytes)
    // 0xe3069283 rotated to the right by 15 bits is 0x2507c60d; the mask adds 0xa282ead8.
    #expect(Array(record[21...]) == [0xe5, 0xb0, 0x8a, 0xc7])
  }
}
