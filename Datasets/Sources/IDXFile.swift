import ArrayFiles
import Arrays

/// Reading IDX files, the format of MNIST: two zero bytes, the element type, the number of axes, the
/// extents and the elements, all big-endian (<http://yann.lecun.com/exdb/mnist/>).
public enum IDXFile {
  /// The most axes that a file may have.
  static let highestRank = 8
  /// The most bytes that a packed file may unpack to, 1 GiB.
  static let largestUnpacked = 1 << 30

  private static let types: [UInt8: DataType] = [
    0x08: .uint8, 0x09: .int8, 0x0b: .int16, 0x0c: .int32, 0x0d: .float32, 0x0e: .float64,
  ]

  /// Reads a file, packed with gzip or not.
  ///
  /// - Throws: `ArrayFileError` where it cannot be read or unpacked, `DatasetError.idx` where it is
  ///   not a valid IDX file.
  public static func read(_ path: String) throws -> NDArray {
    try decode(readFile(path), file: path)
  }

  /// Reads a file's bytes, packed with gzip or not. An array of bytes is a view of what was unpacked;
  /// another gets memory only once its size agrees with the bytes present.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes.
  ///   - file: The name that errors give.
  /// - Throws: As `read(_:)`.
  public static func decode(_ bytes: [UInt8], file: String) throws -> NDArray {
    let unpacked =
      Gzip.isGzip(bytes)
      ? try Gzip.unpack(bytes, file: file, limit: largestUnpacked) : NDArray(bytes)
    do {
      return try decode(unpacked)
    } catch let problem as IDXProblem {
      throw DatasetError.idx(file, problem)
    }
  }

  private static func decode(_ bytes: NDArray) throws -> NDArray {
    let header = try bytes.withBytes { try Header($0) }
    let elements = bytes.sliced(axis: 0, start: header.dataStart, count: header.dataByteCount)
    if header.dataType == .uint8 { return elements.reshaped(header.shape) }
    return elements.withBytes { source in
      NDArray(shape: header.shape, dataType: header.dataType) { target in
        target.copyMemory(from: source)
        reverseBytes(target, width: header.dataType.byteWidth)
      }
    }
  }

  /// What comes before the elements.
  private struct Header {
    let dataType: DataType
    let shape: [Int]
    let dataStart: Int
    let dataByteCount: Int

    /// Reads the header of a file and checks that its elements, and nothing else, follow.
    init(_ bytes: UnsafeRawBufferPointer) throws {
      guard bytes.count >= 4 else {
        throw bytes.starts(with: [0, 0].prefix(bytes.count))
          ? IDXProblem.headerTruncated : IDXProblem.badMagic
      }
      guard bytes[0] == 0, bytes[1] == 0 else { throw IDXProblem.badMagic }
      guard let dataType = types[bytes[2]] else { throw IDXProblem.unknownType(bytes[2]) }
      let rank = Int(bytes[3])
      guard (1...highestRank).contains(rank) else { throw IDXProblem.invalidRank(rank) }
      guard bytes.count >= 4 + 4 * rank else { throw IDXProblem.headerTruncated }
      let shape = (0..<rank).map { axis in
        Int(bytes.loadUnaligned(fromByteOffset: 4 + 4 * axis, as: UInt32.self).byteSwapped)
      }
      guard let expected = byteCount(of: shape, dataType) else {
        throw IDXProblem.tooLarge(shape: shape)
      }
      dataStart = 4 + 4 * rank
      let found = bytes.count - dataStart
      guard found >= expected else {
        throw IDXProblem.dataTruncated(expected: expected, found: found)
      }
      guard found == expected else { throw IDXProblem.trailingBytes(count: found - expected) }
      (self.dataType, self.shape, dataByteCount) = (dataType, shape, expected)
    }
  }
}
