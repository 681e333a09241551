import ArrayFiles
import Arrays
import Datasets
import TestSupport
import Testing

@Suite struct IDXTests {
  private static let rows: [(code: UInt8, data: [UInt8], expected: NDArray)] = [
    (0x08, [1, 255], NDArray([UInt8(1), 255])),
    (0x09, [1, 255], NDArray([Int8(1), -1])),
    (0x0b, [1, 2, 0xff, 0xfe], NDArray([Int16(258), -2])),
    (0x0c, [0, 0, 1, 2, 0xff, 0xff, 0xff, 0xfe], NDArray([Int32(258), -2])),
    (0x0d, [0x3f, 0xc0, 0, 0, 0xc0, 0, 0, 0], NDArray([Float(1.5), -2])),
    (
      0x0e, [0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0], NDArray([Double(1.5), -2])
    ),
  ]

  @Test(arguments: rows, [false, true])
  func readsEveryType(row: (code: UInt8, data: [UInt8], expected: NDArray), packed: Bool) throws {
    try withTemporaryFolder { folder in
      let bytes = [0, 0, row.code, 1, 0, 0, 0, 2] + row.data
      try AtomicFile.write(to: "\(folder)/a", packed ? storedGzip(bytes) : bytes)
      let array = try IDXFile.read("\(folder)/a")
      #expect(array.dataType == row.expected.dataType && array.shape == [2])
      #expect(array.withBytes { Array($0) } == row.expected.withBytes { Array($0) })
    }
  }

  @Test(arguments: 1...8) func readsEveryRank(rank: Int) throws {
    let extents = (0..<rank).map { $0 == 0 ? 3 : $0 == 1 ? 2 : 1 }
    let data = (0..<UInt8(extents.reduce(1, *))).map { $0 }
    let array = try IDXFile.decode(
      [0, 0, 8, UInt8(rank)] + extents.flatMap { [0, 0, 0, UInt8($0)] } + data, file: "a")
    #expect(array.shape == extents && array.scalars(UInt8.self) == data)
  }

  @Test(arguments: [
    ("empty", [], IDXProblem.headerTruncated),
    ("three bytes", [0, 0, 8], .headerTruncated),
    ("text", Array("hello".utf8), .badMagic),
    ("short text", Array("a".utf8), .badMagic),
    ("unknown type", [0, 0, 0x0a, 1, 0, 0, 0, 0], .unknownType(0x0a)),
    ("no axes", [0, 0, 8, 0, 1], .invalidRank(0)),
    ("nine axes", [0, 0, 8, 9], .invalidRank(9)),
    ("within the extents", [0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0], .headerTruncated),
    (
      "too large",
      [0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255],
      .tooLarge(shape: [4_294_967_295, 4_294_967_295, 4_294_967_295])
    ),
    (
      "huge", [0, 0, 8, 1, 255, 255, 255, 255],
      .dataTruncated(expected: 4_294_967_295, found: 0)
    ),
    ("truncated", [0, 0, 0x0b, 1, 0, 0, 0, 1, 5], .dataTruncated(expected: 2, found: 1)),
    ("trailing", [0, 0, 8, 1, 0, 0, 0, 1, 5, 6], .trailingBytes(count: 1)),
  ])
  func badFilesThrow(name: String, bytes: [UInt8], problem: IDXProblem) {
    for bytes in [bytes, storedGzip(bytes)] {
      #expect(throws: DatasetError.idx(name, problem)) { try IDXFile.decode(bytes, file: name) }
    }
  }

  @Test func unreadableFilesThrow() throws {
    #expect(throws: ArrayFileError.file("/nowhere", .missing)) { try IDXFile.read("/nowhere") }
    let packed = storedGzip([0, 0, 8, 1, 0, 0, 0, 0])
    #expect(throws: ArrayFileError.gzip("a", .truncated)) {
      try IDXFile.decode(packed.dropLast(), file: "a")
    }
  }
}
