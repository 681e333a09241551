import ArrayFiles
import TestSupport
import Testing

/// What `printf 'hello hello hello hello' | gzip -9n` writes.
private let hello: [UInt8] = [
  0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x57, 0xc8, 0x40, 0x27, 1,
  0xe3, 0x51, 0x3d, 0x8d, 0x17, 0, 0, 0,
]
private let text = Array("hello hello hello hello".utf8)

@Suite struct GzipTests {
  @Test(arguments: [
    ("one member", hello, text),
    ("two members", hello + hello, text + text),
    ("stored member", storedGzip(text), text),
    ("padding", hello + [0, 0, 0], text),
    ("nothing packed", storedGzip([]), []),
  ])
  func unpacks(name: String, packed: [UInt8], expected: [UInt8]) throws {
    let unpacked = try Gzip.unpack(packed, file: name, limit: expected.count)
    #expect(unpacked.shape == [expected.count] && unpacked.scalars(UInt8.self) == expected)
  }

  @Test func unpacksMoreThanOnePiece() throws {
    let member = storedGzip([UInt8](repeating: 7, count: 60_000))
    let packed = (0..<20).flatMap { _ in member }
    let unpacked = try Gzip.unpack(packed, file: "long", limit: .max)
    #expect(unpacked.scalars(UInt8.self) == [UInt8](repeating: 7, count: 1_200_000))
  }

  @Test(arguments: [
    ("empty", [], GzipProblem.notGzip),
    ("text", Array("hello".utf8), .notGzip),
    ("one byte", [0x1f], .truncated),
    ("magic only", Array(hello[..<2]), .truncated),
    ("within the data", Array(hello[..<15]), .truncated),
    ("within the trailer", Array(hello.dropLast()), .truncated),
    ("within the second member", hello + hello[..<15], .truncated),
    ("checksum", changed(20), .badChecksum),
    ("length", changed(24), .badLength),
    ("data", changed(10), .corrupt(reason: "invalid block type")),
    ("method", changed(2), .corrupt(reason: "unknown compression method")),
    ("after the data", hello + [0, 1], .trailingBytes(count: 2)),
    ("too much", hello + hello, .tooLarge(limit: 45)),
  ])
  func badFilesThrow(name: String, packed: [UInt8], problem: GzipProblem) {
    #expect(throws: ArrayFileError.gzip(name, problem)) {
      try Gzip.unpack(packed, file: name, limit: 45)
    }
  }

  private static func changed(_ index: Int) -> [UInt8] {
    var bytes = hello
    bytes[index] ^= 0x04
    return bytes
  }
}
