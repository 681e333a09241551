import Arrays

extension SafetensorsFile {
  /// Reads a file.
  ///
  /// - Throws: `ArrayFileError.file` where it cannot be read, `ArrayFileError.safetensors` where it
  ///   is not a valid safetensors file.
  public init(contentsOf path: String) throws {
    try self.init(bytes: readFile(path), file: path)
  }

  /// Reads a file's bytes. Tensors get memory only once their sizes agree with the bytes present.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes.
  ///   - file: The name that errors give.
  /// - Throws: `ArrayFileError.safetensors`.
  public init(bytes: [UInt8], file: String) throws {
    do {
      self = try bytes.withUnsafeBytes { try Self.read($0) }
    } catch let problem as SafetensorsProblem {
      throw ArrayFileError.safetensors(file, problem)
    }
  }

  /// What the header says about one tensor.
  private struct Entry {
    let name: String
    let dataType: DataType
    let shape: [Int]
    let range: Range<Int>
  }

  private static func read(_ bytes: UnsafeRawBufferPointer) throws -> SafetensorsFile {
    let (header, data) = try split(bytes)
    var file = SafetensorsFile()
    var entries: [Entry] = []
    for member in try members(of: header) {
      if member.key == "__metadata__" {
        file.metadata = try metadata(member.value)
      } else {
        entries.append(try entry(member.key, member.value))
      }
    }
    entries.sort {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    try checkRanges(entries, dataCount: data.count)
    file.tensors = try entries.map { entry in
      let source = UnsafeRawBufferPointer(
        rebasing: data.dropFirst(entry.range.lowerBound).prefix(entry.range.count))
      guard entry.dataType != .bool || source.allSatisfy({ $0 <= 1 }) else {
        throw SafetensorsProblem.invalidBoolean(tensor: entry.name)
      }
      return (
        entry.name,
        NDArray(shape: entry.shape, dataType: entry.dataType) { $0.copyMemory(from: source) }
      )
    }
    return file
  }

  private static func split(
    _ bytes: UnsafeRawBufferPointer
  ) throws -> (header: Slice<UnsafeRawBufferPointer>, data: Slice<UnsafeRawBufferPointer>) {
    guard bytes.count >= 8 else { throw SafetensorsProblem.headerTooSmall }
    let length = bytes.loadUnaligned(as: UInt64.self)
    guard length <= UInt64(longestHeader) else {
      throw SafetensorsProblem.headerTooLarge(bytes: length)
    }
    let rest = bytes.dropFirst(8)
    guard rest.count >= Int(length) else {
      throw SafetensorsProblem.headerTruncated(expected: Int(length), found: rest.count)
    }
    return (rest.prefix(Int(length)), rest.dropFirst(Int(length)))
  }

  private static func members(of header: Slice<UnsafeRawBufferPointer>) throws -> [JSON.Member] {
    guard header.first == UInt8(ascii: "{") else { throw SafetensorsProblem.invalidHeaderStart }
    guard String(validating: header, as: UTF8.self) != nil else {
      throw SafetensorsProblem.invalidUTF8
    }
    do {
      guard case .object(let members) = try JSON(header) else {
        throw SafetensorsProblem.invalidHeaderStart
      }
      return members
    } catch JSON.Problem.syntax(let reason, let offset) {
      throw SafetensorsProblem.invalidJSON(reason: reason, offset: offset)
    } catch JSON.Problem.duplicateKey(let key) {
      throw SafetensorsProblem.duplicateName(key)
    }
  }

  private static func metadata(_ value: JSON) throws -> [String: String] {
    guard case .object(let members) = value else { throw SafetensorsProblem.invalidMetadata }
    return try members.reduce(into: [:]) { metadata, member in
      guard case .string(let text) = member.value else { throw SafetensorsProblem.invalidMetadata }
      metadata[member.key] = text
    }
  }

  private static func entry(_ name: String, _ value: JSON) throws -> Entry {
    func invalid(_ reason: String) -> SafetensorsProblem {
      .invalidEntry(tensor: name, reason: reason)
    }
    guard case .object(let members) = value else { throw invalid("its entry is no object") }
    for member in members where !["dtype", "shape", "data_offsets"].contains(member.key) {
      throw invalid("its entry has the unknown field '\(member.key)'")
    }
    func field(_ key: String) -> JSON? { members.first { $0.key == key }?.value }
    guard case .string(let type) = field("dtype") else { throw invalid("its dtype is no text") }
    guard let shape = field("shape").flatMap(integers) else {
      throw invalid("its shape is no list of integers")
    }
    guard let offsets = field("data_offsets").flatMap(integers), offsets.count == 2 else {
      throw invalid("its data_offsets are not two integers")
    }
    guard let dataType = safetensorsTypes.first(where: { $0.name == type })?.dataType else {
      throw unsupportedSafetensorsTypes.contains(type)
        ? SafetensorsProblem.unsupportedType(tensor: name, type: type)
        : SafetensorsProblem.unknownType(tensor: name, type: type)
    }
    guard let expected = byteCount(of: shape, dataType) else {
      throw SafetensorsProblem.invalidShape(tensor: name, shape: shape)
    }
    guard offsets[0] >= 0, offsets[1] >= offsets[0] else {
      throw SafetensorsProblem.invalidOffsets(tensor: name, begin: offsets[0], end: offsets[1])
    }
    let range = offsets[0]..<offsets[1]
    guard range.count == expected else {
      throw SafetensorsProblem.sizeMismatch(tensor: name, expected: expected, found: range.count)
    }
    return Entry(name: name, dataType: dataType, shape: shape, range: range)
  }

  private static func integers(_ value: JSON) -> [Int]? {
    guard case .array(let values) = value else { return nil }
    var integers: [Int] = []
    for value in values {
      guard case .integer(let integer) = value else { return nil }
      integers.append(integer)
    }
    return integers
  }

  /// Entries, sorted by range, must cover the data without gap or overlap.
  private static func checkRanges(_ entries: [Entry], dataCount: Int) throws {
    var end = 0
    for entry in entries {
      let begin = entry.range.lowerBound
      guard begin >= end else { throw SafetensorsProblem.overlap(tensor: entry.name) }
      guard begin == end else {
        throw SafetensorsProblem.hole(tensor: entry.name, bytes: begin - end)
      }
      end = entry.range.upperBound
      guard end <= dataCount else {
        throw SafetensorsProblem.dataTruncated(
          tensor: entry.name, expected: end, found: dataCount)
      }
    }
    guard end == dataCount else { throw SafetensorsProblem.trailingBytes(count: dataCount - end) }
  }
}
