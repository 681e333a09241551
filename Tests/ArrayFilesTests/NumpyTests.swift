import ArrayFiles
import Arrays
import TestSupport
import Testing

private func npy(
  _ header: String, _ data: [UInt8] = [], version: [UInt8] = [1, 0], length: Int? = nil
) -> [UInt8] {
  let length = length ?? header.utf8.count
  let width = version[0] == 1 ? 2 : 4
  return [0x93] + Array("NUMPY".utf8) + version
    + (0..<width).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8) + data
}

private func dictionary(
  _ type: String = "<i2", _ shape: String = "(3,)", fortran: String = "False"
) -> String {
  "{'descr': '\(type)', 'fortran_order': \(fortran), 'shape': \(shape), }"
}

@Suite struct NumpyTests {
  /// Bytes that NumPy 2.4 writes.
  @Test func equalsNumpysBytes() throws {
    let padding = String(repeating: " ", count: 61)
    let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (), }" + padding + " \n"
    let expected = npy(header, [0, 0, 0, 0, 0, 0, 0xf8, 0x3f])
    #expect(NumpyFile.encode(NDArray(scalar: 1.5)) == expected)
  }

  @Test(arguments: DataType.allCases)
  func everyTypeComesBack(type: DataType) throws {
    let array = NDArray(shape: [2, 0x3], dataType: type) { bytes in
      for index in bytes.indices { bytes[index] = type == .bool ? UInt8(index % 2) : UInt8(index) }
    }
    try withTemporaryFolder { folder in
      try NumpyFile.write(array.transposed(), to: "\(folder)/a.npy")
      let read = try NumpyFile.read("\(folder)/a.npy")
      #expect(read.dataType == type && read.shape == [3, 2])
      #expect(read.transposed().withBytes { Array($0) } == array.withBytes { Array($0) })
    }
  }

  @Test(arguments: [
    ("little", npy(dictionary(), [1, 0, 2, 0, 3, 1]), [3], [1, 2, 259]),
    ("big", npy(dictionary(">i2"), [0, 1, 0, 2, 1, 3]), [3], [1, 2, 259]),
    ("native", npy(dictionary("=i2"), [1, 0, 2, 0, 3, 1]), [3], [1, 2, 259]),
    ("version 2", npy(dictionary(), [1, 0, 2, 0, 3, 0], version: [2, 0]), [3], [1, 2, 3]),
    ("version 3", npy(dictionary(), [1, 0, 2, 0, 3, 0], version: [3, 0]), [3], [1, 2, 3]),
    (
      "columns first",
      npy(dictionary("<i2", "(2, 3)", fortran: "True"), [0, 0, 3, 0, 1, 0, 4, 0, 2, 0, 5, 0]),
      [2, 3], [0, 1, 2, 3, 4, 5]
    ),
    ("scalar", npy(dictionary("<i2", "()"), [7, 0]), [], [7]),
    ("empty", npy(dictionary("<i2", "(2, 0)")), [2, 0], []),
    (
      "other spelling",
      npy("{\"shape\":(1,1),\"fortran_order\":False,\"descr\":\"<i2\"}\n", [7, 0]), [1, 1], [7]
    ),
  ])
  func reads(name: String, bytes: [UInt8], shape: [Int], expected: [Int16]) throws {
    let array = try NumpyFile.decode(bytes, file: name)
    #expect(array.shape == shape && array.scalars(Int16.self) == expected)
  }

  @Test(arguments: [
    ("empty", [], NumpyProblem.notNumpy),
    ("text", Array("no array".utf8), .notNumpy),
    ("magic only", Array(npy("")[..<6]), .headerTruncated),
    ("no length", Array(npy("")[..<9]), .headerTruncated),
    ("version 4", npy(dictionary(), version: [4, 0]), .unknownVersion(major: 4, minor: 0)),
    ("version 1.1", npy(dictionary(), version: [1, 1]), .unknownVersion(major: 1, minor: 1)),
    ("long header", npy(dictionary(), length: 60_000), .headerTruncated),
    (
      "very long header", npy(dictionary(), version: [2, 0], length: 0xffff_ffff),
      .headerTruncated
    ),
    ("complex", npy(dictionary("<c8")), .unsupportedType("<c8")),
    ("no order", npy(dictionary("|i2")), .unsupportedType("|i2")),
    ("objects", npy(dictionary("|O")), .unsupportedType("|O")),
    ("no type", npy(dictionary("")), .unsupportedType("")),
    ("record", npy("{'descr': [('a', '<i2')]}"), .unsupportedType("record")),
    (
      "overflow", npy(dictionary("<i2", "(4294967296, 4294967296)")),
      .invalidShape([4_294_967_296, 4_294_967_296])
    ),
    (
      "overflow beside zero", npy(dictionary("<i2", "(0, 4294967296, 4294967296)")),
      .invalidShape([0, 4_294_967_296, 4_294_967_296])
    ),
    ("truncated", npy(dictionary(), [1, 0, 2]), .dataTruncated(expected: 6, found: 3)),
    (
      "huge", npy(dictionary("<f8", "(1000000000000,)")),
      .dataTruncated(expected: 8_000_000_000_000, found: 0)
    ),
    ("trailing", npy(dictionary(), [1, 0, 2, 0, 3, 0, 9]), .trailingBytes(count: 1)),
    ("boolean", npy(dictionary("|b1"), [0, 1, 2]), .invalidBoolean),
  ])
  func badFilesThrow(name: String, bytes: [UInt8], problem: NumpyProblem) {
    #expect(throws: ArrayFileError.npy(name, problem)) {
      try NumpyFile.decode(bytes, file: name)
    }
  }

  @Test(arguments: [
    ("", "'{' is expected at character 0"),
    ("{", "''' is expected at character 1"),
    ("{}", "it needs descr, fortran_order and shape"),
    ("{'descr': '<i2'}", "it needs descr, fortran_order and shape"),
    ("{'descr': '<i2', 'descr': '<i2'}", "'descr' is unknown or occurs twice"),
    ("{'other': 1}", "'other' is unknown or occurs twice"),
    ("{'descr': '<i2", "a text does not end"),
    ("{'descr' '<i2'", "':' is expected at character 9"),
    ("{'fortran_order': 1}", "fortran_order is neither True nor False"),
    ("{'shape': (3)}", "the shape is no tuple"),
    ("{'shape': (-3,)}", "an extent is no integer that fits"),
    ("{'shape': (99999999999999999999,)}", "an extent is no integer that fits"),
    ("{'shape': (1, 2", "')' is expected at character 15"),
    (dictionary() + "{", "something follows the dictionary"),
  ])
  func badHeadersThrow(header: String, reason: String) {
    #expect(throws: ArrayFileError.npy("a", .invalidHeader(reason: reason))) {
      try NumpyFile.decode(npy(header, [0, 0, 0, 0, 0, 0]), file: "a")
    }
  }

  @Test func aHeaderThatIsNotUTF8Throws() {
    var bytes = npy(dictionary(), [1, 0, 2, 0, 3, 0], version: [3, 0])
    bytes[14] = 0xff
    #expect(throws: ArrayFileError.npy("a", .invalidHeader(reason: "it is not UTF-8"))) {
      try NumpyFile.decode(bytes, file: "a")
    }
  }
}
