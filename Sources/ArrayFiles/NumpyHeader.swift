import Arrays

/// The dictionary that begins a `.npy` file: a Python literal with three keys.
struct NumpyHeader: Equatable {
  var type: NumpyType
  var isFortranOrder: Bool
  var shape: [Int]

  /// Reads the dictionary.
  ///
  /// - Throws: `NumpyProblem`.
  init(_ text: String) throws {
    var reader = Reader(text: Array(text.unicodeScalars))
    var type: NumpyType?
    var isFortranOrder: Bool?
    var shape: [Int]?
    try reader.expect("{")
    while !reader.accept("}") {
      let key = try reader.readString()
      try reader.expect(":")
      switch key {
      case "descr" where type == nil: type = try NumpyType(reader.readType())
      case "fortran_order" where isFortranOrder == nil: isFortranOrder = try reader.readBool()
      case "shape" where shape == nil: shape = try reader.readShape()
      default: throw NumpyProblem.invalidHeader(reason: "'\(key)' is unknown or occurs twice")
      }
      if !reader.accept(",") {
        try reader.expect("}")
        break
      }
    }
    try reader.expectEnd()
    guard let type, let isFortranOrder, let shape else {
      throw NumpyProblem.invalidHeader(reason: "it needs descr, fortran_order and shape")
    }
    (self.type, self.isFortranOrder, self.shape) = (type, isFortranOrder, shape)
  }
}

/// An element type with its byte order, such as `<f4`.
struct NumpyType: Equatable {
  let dataType: DataType
  let isBigEndian: Bool

  /// NumPy has no bfloat16; its extensions store it as two bytes of no kind.
  static let codes: [(code: String, dataType: DataType)] = [
    ("b1", .bool), ("u1", .uint8), ("i1", .int8), ("u2", .uint16), ("i2", .int16),
    ("u4", .uint32), ("i4", .int32), ("u8", .uint64), ("i8", .int64), ("f2", .float16),
    ("V2", .bfloat16), ("f4", .float32), ("f8", .float64),
  ]

  init(_ text: String) throws {
    let order = text.first
    guard let order, "<>|=".contains(order),
      let type = Self.codes.first(where: { $0.code == text.dropFirst() }),
      order != "|" || type.dataType.byteWidth == 1
    else { throw NumpyProblem.unsupportedType(text) }
    dataType = type.dataType
    isBigEndian = order == ">"
  }

  /// The type as NumPy writes it on a little-endian machine.
  static func text(_ dataType: DataType) -> String {
    let code = codes.first { $0.dataType == dataType }?.code ?? ""
    return (dataType.byteWidth == 1 ? "|" : "<") + code
  }
}

/// Reads the few kinds of Python literals that headers have.
private struct Reader {
  let text: [Unicode.Scalar]
  var position = 0

  init(text: [Unicode.Scalar]) { self.text = text }

  private var peek: Unicode.Scalar? { position < text.count ? text[position] : nil }

  private mutating func skipSpace() {
    while let next = peek, next == " " || next == "\n" || next == "\t" { position += 1 }
  }

  mutating func accept(_ scalar: Unicode.Scalar) -> Bool {
    skipSpace()
    guard peek == scalar else { return false }
    position += 1
    return true
  }

  mutating func expect(_ scalar: Unicode.Scalar) throws {
    guard accept(scalar) else {
      throw NumpyProblem.invalidHeader(reason: "'\(scalar)' is expected at character \(position)")
    }
  }

  mutating func expectEnd() throws {
    skipSpace()
    guard peek == nil else {
      throw NumpyProblem.invalidHeader(reason: "something follows the dictionary")
    }
  }

  mutating func readString() throws -> String {
    let quote: Unicode.Scalar = accept("\"") ? "\"" : "'"
    if quote == "'" { try expect("'") }
    let start = position
    while let next = peek, next != quote, next != "\\" { position += 1 }
    let characters = text[start..<position]
    guard peek == quote else { throw NumpyProblem.invalidHeader(reason: "a text does not end") }
    position += 1
    return String(String.UnicodeScalarView(characters))
  }

  /// The type's text; a list of fields is a type that arrays do not have.
  mutating func readType() throws -> String {
    if accept("[") { throw NumpyProblem.unsupportedType("record") }
    return try readString()
  }

  mutating func readBool() throws -> Bool {
    skipSpace()
    for (word, value) in [("True", true), ("False", false)]
    where text[position...].starts(with: word.unicodeScalars) {
      position += word.count
      return value
    }
    throw NumpyProblem.invalidHeader(reason: "fortran_order is neither True nor False")
  }

  mutating func readShape() throws -> [Int] {
    try expect("(")
    var shape: [Int] = []
    while !accept(")") {
      skipSpace()
      let start = position
      while let next = peek, ("0"..."9").contains(next) { position += 1 }
      guard let extent = Int(String(String.UnicodeScalarView(text[start..<position]))) else {
        throw NumpyProblem.invalidHeader(reason: "an extent is no integer that fits")
      }
      shape.append(extent)
      if !accept(",") {
        // Python reads (3) as a number, not as a tuple.
        guard shape.count > 1 else {
          throw NumpyProblem.invalidHeader(reason: "the shape is no tuple")
        }
        try expect(")")
        break
      }
    }
    return shape
  }
}
