import ArrayFiles
import Arrays
import TestSupport
import Testing

private func file(_ header: String, _ data: [UInt8] = [], length: UInt64? = nil) -> [UInt8] {
  let length = length ?? UInt64(header.utf8.count)
  return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8) + data
}

private func entry(
  _ name: String = "a", _ type: String = "U8", _ shape: String = "[2]", _ offsets: String = "[0,2]"
) -> String {
  "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}"
}

@Suite struct SafetensorsWriting {
  /// Bytes that the official library, 0.8.0, writes for the same tensors.
  @Test func equalsTheOfficialBytes() throws {
    let contents = SafetensorsFile(
      metadata: ["x": "é\"\n\u{1}"],
      tensors: [
        ("b", NDArray([Int64(1), 2])), ("c", NDArray(scalar: true)),
        ("d", NDArray([UInt8](), shape: [0, 2])), ("a", NDArray([Float(0), 1])),
        ("k", NDArray([Int8(-1)])),
      ])
    let header =
      #"{"__metadata__":{"x":"é\"\n\u0001"},"b":{"dtype":"I64","shape":[2],"data_offsets":[0,16]},"#
      + #""a":{"dtype":"F32","shape":[2],"data_offsets":[16,24]},"#
      + #""k":{"dtype":"I8","shape":[1],"data_offsets":[24,25]},"#
      + #""d":{"dtype":"U8","shape":[0,2],"data_offsets":[25,25]},"#
      + #""c":{"dtype":"BOOL","shape":[],"data_offsets":[25,26]}}"#
    let padded = header + String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    let data: [UInt8] =
      [1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x3f, 0xff, 1]
    #expect(try contents.bytes() == file(padded, data))
  }

  @Test func everyTypeComesBack() throws {
    let tensors = DataType.allCases.map { type in
      (
        name: "layer.\(type)",
        array: NDArray(shape: [3, 1, 2], dataType: type) { bytes in
          for index in bytes.indices { bytes[index] = UInt8(index % (type == .bool ? 2 : 256)) }
        }.permuted([2, 1, 0])
      )
    }
    let written = SafetensorsFile(metadata: ["b": "2", "a": "\u{1f600}"], tensors: tensors)
    try withTemporaryFolder { folder in
      let path = "\(folder)/a.safetensors"
      try written.write(to: path)
      let read = try SafetensorsFile(contentsOf: path)
      #expect(try readFile(path) == read.bytes())
      #expect(read.metadata == written.metadata && read.tensors.count == tensors.count)
      for (name, array) in tensors {
        let other = try #require(read[name])
        #expect(other.shape == [2, 1, 3] && other.dataType == array.dataType)
        #expect(other.withBytes { Array($0) } == array.withBytes { Array($0) })
      }
    }
  }

  @Test func theOrderOfTensorsDoesNotChangeTheBytes() throws {
    let tensors = ["b", "a", "é", "z"].map { (name: $0, array: NDArray([Float(1)])) }
    let bytes = try SafetensorsFile(tensors: tensors).bytes()
    #expect(try SafetensorsFile(tensors: tensors.reversed()).bytes() == bytes)
    #expect(try SafetensorsFile().bytes() == file("{}      "))
  }

  @Test(arguments: [
    (["a", "b", "a"], SafetensorsProblem.duplicateName("a")),
    (["__metadata__"], .reservedName),
  ])
  func badNamesThrow(names: [String], problem: SafetensorsProblem) {
    let contents = SafetensorsFile(tensors: names.map { ($0, NDArray(scalar: true)) })
    #expect(throws: ArrayFileError.safetensors("/tmp/a", problem)) {
      try contents.write(to: "/tmp/a")
    }
  }
}

@Suite struct SafetensorsReading {
  @Test func readsEscapesAndSpace() throws {
    let header =
      #" {"x\u00e9\ud83d\ude00\/" : { "shape":[ ], "data_offsets" : [0, 1],"dtype":"U8"} } "#
    let read = try SafetensorsFile(bytes: file(String(header.dropFirst()), [7]), file: "a")
    #expect(read["xé😀/"]?.scalar(UInt8.self) == 7)
    #expect(try SafetensorsFile(bytes: file("{}"), file: "a").tensors.isEmpty)
  }

  @Test(arguments: [
    ("header too small", [1, 0, 0], SafetensorsProblem.headerTooSmall),
    ("header too large", file("{}", length: 100_000_001), .headerTooLarge(bytes: 100_000_001)),
    ("length of all ones", file("{}", length: .max), .headerTooLarge(bytes: .max)),
    ("header truncated", file("{}", length: 3), .headerTruncated(expected: 3, found: 2)),
    ("no header", file(""), .invalidHeaderStart),
    ("header start", file(" {}"), .invalidHeaderStart),
    ("metadata is a text", file(#"{"__metadata__":"x"}"#), .invalidMetadata),
    ("metadata of numbers", file(#"{"__metadata__":{"x":1}}"#), .invalidMetadata),
    ("one name twice", file("{\(entry()),\(entry())}", [1, 2]), .duplicateName("a")),
    ("one name twice, escaped", file("{\(entry()),\(entry(#"\u0061"#))}"), .duplicateName("a")),
    (
      "unknown type", file("{\(entry("a", "X9"))}", [1, 2]),
      .unknownType(tensor: "a", type: "X9")
    ),
    (
      "unsupported type", file("{\(entry("a", "F8_E5M2", "[1]"))}", [1]),
      .unsupportedType(tensor: "a", type: "F8_E5M2")
    ),
    (
      "negative extent", file("{\(entry("a", "U8", "[-2]"))}", [1, 2]),
      .invalidShape(tensor: "a", shape: [-2])
    ),
    (
      "shape overflow", file("{\(entry("a", "F64", "[4294967296,4294967296]"))}", [1, 2]),
      .invalidShape(tensor: "a", shape: [4_294_967_296, 4_294_967_296])
    ),
    (
      "offsets reversed", file("{\(entry("a", "U8", "[2]", "[2,0]"))}", [1, 2]),
      .invalidOffsets(tensor: "a", begin: 2, end: 0)
    ),
    (
      "negative offset", file("{\(entry("a", "U8", "[2]", "[-2,0]"))}", [1, 2]),
      .invalidOffsets(tensor: "a", begin: -2, end: 0)
    ),
    (
      "size mismatch", file("{\(entry("a", "F32", "[1]"))}", [1, 2]),
      .sizeMismatch(tensor: "a", expected: 4, found: 2)
    ),
    (
      "overlap", file("{\(entry()),\(entry("b", "U8", "[2]", "[1,3]"))}", [1, 2, 3]),
      .overlap(tensor: "b")
    ),
    (
      "hole", file("{\(entry()),\(entry("b", "U8", "[2]", "[3,5]"))}", [1, 2, 3, 4, 5]),
      .hole(tensor: "b", bytes: 1)
    ),
    (
      "hole at the start", file("{\(entry("a", "U8", "[2]", "[1,3]"))}", [1, 2, 3]),
      .hole(tensor: "a", bytes: 1)
    ),
    (
      "data truncated", file("{\(entry())}", [1]),
      .dataTruncated(tensor: "a", expected: 2, found: 1)
    ),
    (
      "huge tensor", file("{\(entry("a", "U8", "[1000000000000]", "[0,1000000000000]"))}"),
      .dataTruncated(tensor: "a", expected: 1_000_000_000_000, found: 0)
    ),
    ("trailing bytes", file("{\(entry())}", [1, 2, 3]), .trailingBytes(count: 1)),
    ("boolean", file("{\(entry("a", "BOOL"))}", [1, 2]), .invalidBoolean(tensor: "a")),
  ])
  func badFilesThrow(name: String, bytes: [UInt8], problem: SafetensorsProblem) {
    #expect(throws: ArrayFileError.safetensors(name, problem)) {
      try SafetensorsFile(bytes: bytes, file: name)
    }
  }

  @Test func aHeaderThatIsNotUTF8Throws() {
    var bytes = file("{\(entry())}", [1, 2])
    bytes[10] = 0xff
    #expect(throws: ArrayFileError.safetensors("a", .invalidUTF8)) {
      try SafetensorsFile(bytes: bytes, file: "a")
    }
  }

  @Test(arguments: [
    ("1", "its entry is no object"),
    ("{}", "its dtype is no text"),
    (#"{"dtype":1,"shape":[],"data_offsets":[0,1]}"#, "its dtype is no text"),
    (#"{"dtype":"U8","data_offsets":[0,1]}"#, "its shape is no list of integers"),
    (#"{"dtype":"U8","shape":[true],"data_offsets":[0,1]}"#, "its shape is no list of integers"),
    (#"{"dtype":"U8","shape":[]}"#, "its data_offsets are not two integers"),
    (#"{"dtype":"U8","shape":[],"data_offsets":[0]}"#, "its data_offsets are not two integers"),
    (#"{"dtype":"U8","x":null}"#, "its entry has the unknown field 'x'"),
  ])
  func badEntriesThrow(value: String, reason: String) {
    #expect(
      throws: ArrayFileError.safetensors("f", .invalidEntry(tensor: "a", reason: reason))
    ) {
      try SafetensorsFile(bytes: file("{\"a\":\(value)}", [1]), file: "f")
    }
  }

  @Test(arguments: [
    ("{", "a key is expected", 1),
    ("{}x", "something follows the value", 2),
    (#"{"a""#, "':' is expected", 4),
    (#"{"a":}"#, "a value is expected", 5),
    (#"{"a":1,}"#, "a key is expected", 7),
    (#"{"a":[1 2]}"#, "',' is expected", 8),
    (#"{"a":01}"#, "01 is no integer", 5),
    (#"{"a":1.5}"#, "1.5 is no integer", 5),
    (#"{"a":99999999999999999999}"#, "99999999999999999999 is no integer", 5),
    (#"{"a"#, "a string does not end", 3),
    ("{\"a\n\":1}", "a control character in a string", 4),
    (#"{"\x":1}"#, "an unknown escape in a string", 4),
    (#"{"\u12":1}"#, "an escape needs four hexadecimal digits", 4),
    (#"{"\ud800":1}"#, "half a surrogate pair", 8),
    ("{\"a\":" + String(repeating: "[", count: 99), "nested too deeply", 21),
  ])
  func badJSONThrows(header: String, reason: String, offset: Int) {
    #expect(
      throws: ArrayFileError.safetensors("f", .invalidJSON(reason: reason, offset: offset))
    ) {
      try SafetensorsFile(bytes: file(header), file: "f")
    }
  }
}
