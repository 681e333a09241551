import Arrays

/// The contents of a safetensors file: named tensors and texts about them.
///
/// The format is that of <https://huggingface.co/docs/safetensors>. Bytes are deterministic: equal
/// contents give equal files, those that the official library (0.8.0) writes; metadata, which it
/// writes in no particular order, is sorted by key.
public struct SafetensorsFile: Sendable {
  /// Texts about the tensors.
  public var metadata: [String: String]
  /// The tensors; read from a file, they are in the order of their data.
  public var tensors: [(name: String, array: NDArray)]

  /// Creates contents to be written.
  public init(metadata: [String: String] = [:], tensors: [(name: String, array: NDArray)] = []) {
    self.metadata = metadata
    self.tensors = tensors
  }

  /// The tensor of a name.
  public subscript(name: String) -> NDArray? { tensors.first { $0.name == name }?.array }

  /// The longest header that the format allows, in bytes.
  static let longestHeader = 100_000_000
}

// MARK: - Writing

extension SafetensorsFile {
  /// Writes the file; a crash leaves the old file or the new one.
  ///
  /// - Throws: `ArrayFileError.safetensors` for names that the format cannot hold,
  ///   `ArrayFileError.file` where the system refuses.
  public func write(to path: String) throws {
    let (header, tensors) = try laidOut(file: path)
    try AtomicFile.write(to: path) { handle in
      try handle.write(header)
      for tensor in tensors { try tensor.array.withBytes { try handle.write($0) } }
    }
  }

  /// The bytes that the file has.
  ///
  /// - Throws: `ArrayFileError.safetensors` for names that the format cannot hold.
  public func bytes() throws -> [UInt8] {
    let (header, tensors) = try laidOut(file: "safetensors")
    return tensors.reduce(into: header) { bytes, tensor in
      tensor.array.withBytes { bytes += $0 }
    }
  }

  /// Length, header and padding, and the tensors in the order of their data.
  private func laidOut(
    file: String
  ) throws -> (header: [UInt8], tensors: [(name: String, array: NDArray)]) {
    var names: Set<String> = []
    for (name, _) in tensors {
      guard name != "__metadata__" else {
        throw ArrayFileError.safetensors(file, .reservedName)
      }
      guard names.insert(name).inserted else {
        throw ArrayFileError.safetensors(file, .duplicateName(name))
      }
    }
    let ordered = tensors.map { (Self.typeRank($0.array.dataType), $0) }
      .sorted { a, b in
        a.0 != b.0 ? a.0 > b.0 : Self.precedes(a.1.name, b.1.name)
      }
    var fields: [String] = []
    if !metadata.isEmpty {
      let members = metadata.sorted { Self.precedes($0.key, $1.key) }
        .map { "\(JSON.quoted($0.key)):\(JSON.quoted($0.value))" }
      fields.append("\"__metadata__\":{\(members.joined(separator: ","))}")
    }
    var end = 0
    for (rank, (name, array)) in ordered {
      let begin = end
      end += array.count * array.dataType.byteWidth
      let shape = array.shape.map(String.init).joined(separator: ",")
      fields.append(
        "\(JSON.quoted(name)):{\"dtype\":\"\(safetensorsTypes[rank].name)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(begin),\(end)]}")
    }
    var text = Array("{\(fields.joined(separator: ","))}".utf8)
    text += [UInt8](repeating: UInt8(ascii: " "), count: (8 - text.count % 8) % 8)
    guard text.count <= Self.longestHeader else {
      throw ArrayFileError.safetensors(file, .headerTooLarge(bytes: UInt64(text.count)))
    }
    let length = withUnsafeBytes(of: UInt64(text.count)) { Array($0) }
    return (length + text, ordered.map(\.1))
  }

  private static func typeRank(_ dataType: DataType) -> Int {
    safetensorsTypes.firstIndex { $0.dataType == dataType } ?? 0
  }

  /// Names compare by their UTF-8 bytes, as in the official library.
  private static func precedes(_ a: String, _ b: String) -> Bool {
    a.utf8.lexicographicallyPrecedes(b.utf8)
  }
}
