/// A JSON value (RFC 8259) as far as array files need it: numbers that are not integers are refused.
///
/// Foundation's reader cannot tell that an object has one key twice, which safetensors forbids.
enum JSON: Equatable {
  case object([Member])
  case array([JSON])
  case string(String)
  case integer(Int)
  case bool(Bool)
  case null

  /// One key of an object and its value.
  struct Member: Equatable {
    let key: String
    let value: JSON
  }

  /// Why a text is not JSON.
  enum Problem: Error, Equatable {
    case syntax(reason: String, offset: Int)
    case duplicateKey(String)
  }

  /// Reads a text that holds one value and white space.
  ///
  /// - Throws: `Problem`.
  init(_ text: Slice<UnsafeRawBufferPointer>) throws {
    var reader = JSONReader(text: UnsafeRawBufferPointer(rebasing: text))
    self = try reader.readDocument()
  }

  /// A text as a JSON string, quotes included. Only what must be escaped is.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{8}": result += "\\b"
      case "\u{c}": result += "\\f"
      case "\0"..<" ":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

/// A strict recursive-descent reader of JSON whose depth is bounded.
private struct JSONReader {
  let text: UnsafeRawBufferPointer
  var position = 0
  private static let deepest = 16

  init(text: UnsafeRawBufferPointer) { self.text = text }

  mutating func readDocument() throws -> JSON {
    let value = try readValue(depth: 0)
    skipSpace()
    guard position == text.count else { throw syntax("something follows the value") }
    return value
  }

  private mutating func readValue(depth: Int) throws -> JSON {
    guard depth <= Self.deepest else { throw syntax("nested too deeply") }
    skipSpace()
    switch peek ?? 0 {
    case UInt8(ascii: "{"): return try readObject(depth: depth)
    case UInt8(ascii: "["): return try readArray(depth: depth)
    case UInt8(ascii: "\""): return .string(try readString())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try readInteger()
    default: break
    }
    for (word, value) in [("true", JSON.bool(true)), ("false", .bool(false)), ("null", .null)]
    where text[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return value
    }
    throw syntax("a value is expected")
  }

  private mutating func readObject(depth: Int) throws -> JSON {
    var members: [JSON.Member] = []
    var keys: Set<String> = []
    try readList(from: "{", to: "}") { reader in
      guard reader.peek == UInt8(ascii: "\"") else { throw reader.syntax("a key is expected") }
      let key = try reader.readString()
      guard keys.insert(key).inserted else { throw JSON.Problem.duplicateKey(key) }
      try reader.expect(":")
      members.append(JSON.Member(key: key, value: try reader.readValue(depth: depth + 1)))
    }
    return .object(members)
  }

  private mutating func readArray(depth: Int) throws -> JSON {
    var values: [JSON] = []
    try readList(from: "[", to: "]") { values.append(try $0.readValue(depth: depth + 1)) }
    return .array(values)
  }

  private mutating func readList(
    from open: Unicode.Scalar, to close: Unicode.Scalar,
    element: (inout JSONReader) throws -> Void
  ) throws {
    try expect(open)
    skipSpace()
    if peek == UInt8(ascii: close) { return try expect(close) }
    while true {
      skipSpace()
      try element(&self)
      skipSpace()
      if peek == UInt8(ascii: close) { return try expect(close) }
      try expect(",")
    }
  }

  private mutating func readInteger() throws -> JSON {
    let start = position
    let allowed = Set("+-.eE0123456789".utf8)
    while let byte = peek, allowed.contains(byte) { position += 1 }
    let digits = String(decoding: text[start..<position], as: UTF8.self)
    let unsigned = digits.drop { $0 == "-" }
    guard let value = Int(digits), unsigned == "0" || !unsigned.hasPrefix("0") else {
      position = start
      throw syntax("\(digits.prefix(30)) is no integer")
    }
    return .integer(value)
  }

  private mutating func readString() throws -> String {
    try expect("\"")
    var bytes: [UInt8] = []
    while let byte = peek {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: bytes, as: UTF8.self)
      case UInt8(ascii: "\\"): bytes += Array(String(try readEscape()).utf8)
      case 0..<0x20: throw syntax("a control character in a string")
      default: bytes.append(byte)
      }
    }
    throw syntax("a string does not end")
  }

  private mutating func readEscape() throws -> Unicode.Scalar {
    guard let byte = peek else { throw syntax("a string does not end") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "u"): break
    default: throw syntax("an unknown escape in a string")
    }
    var code = try readHex()
    if (0xd800..<0xdc00).contains(code), text[position...].starts(with: Array("\\u".utf8)) {
      position += 2
      let low = try readHex()
      guard (0xdc00..<0xe000).contains(low) else { throw syntax("half a surrogate pair") }
      code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw syntax("half a surrogate pair") }
    return scalar
  }

  private mutating func readHex() throws -> UInt32 {
    let digits = text[position...].prefix(4)
    guard digits.count == 4,
      digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw syntax("an escape needs four hexadecimal digits") }
    position += 4
    return code
  }

  private var peek: UInt8? { position < text.count ? text[position] : nil }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || (0x09...0x0a).contains(byte) || byte == 0x0d {
      position += 1
    }
  }

  private mutating func expect(_ character: Unicode.Scalar) throws {
    skipSpace()
    guard peek == UInt8(ascii: character) else { throw syntax("'\(character)' is expected") }
    position += 1
  }

  private func syntax(_ reason: String) -> JSON.Problem {
    .syntax(reason: reason, offset: position)
  }
}
