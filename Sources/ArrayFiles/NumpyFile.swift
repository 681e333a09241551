import Arrays

/// Reading and writing single arrays as NumPy's `.npy` files, versions 1.0, 2.0 and 3.0:
/// <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>.
public enum NumpyFile {
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// Reads a file.
  ///
  /// - Returns: The array in row-major order, whichever order the file has.
  /// - Throws: `ArrayFileError.file` where it cannot be read, `ArrayFileError.npy` where it is not
  ///   a valid `.npy` file.
  public static func read(_ path: String) throws -> NDArray {
    try decode(readFile(path), file: path)
  }

  /// Reads a file's bytes. The array gets memory only once its size agrees with the bytes present.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes.
  ///   - file: The name that errors give.
  /// - Throws: `ArrayFileError.npy`.
  public static func decode(_ bytes: [UInt8], file: String) throws -> NDArray {
    do {
      return try bytes.withUnsafeBytes { try decode($0) }
    } catch let problem as NumpyProblem {
      throw ArrayFileError.npy(file, problem)
    }
  }

  /// Writes an array; a crash leaves the old file or the new one.
  ///
  /// - Throws: `ArrayFileError.file` where the system refuses.
  public static func write(_ array: NDArray, to path: String) throws {
    try AtomicFile.write(to: path) { handle in
      try handle.write(header(for: array))
      try array.withBytes { try handle.write($0) }
    }
  }

  /// The bytes that NumPy writes for an array in row-major order.
  public static func encode(_ array: NDArray) -> [UInt8] {
    array.withBytes { header(for: array) + $0 }
  }

  /// The header as NumPy writes it: room for the longest first extent, then padding to 64 bytes.
  private static func header(for array: NDArray) -> [UInt8] {
    let extents = array.shape.map(String.init)
    let shape = extents.joined(separator: ", ") + (extents.count == 1 ? "," : "")
    var text =
      "{'descr': '\(NumpyType.text(array.dataType))', 'fortran_order': False, 'shape': (\(shape)), }"
    if let first = extents.first { text += String(repeating: " ", count: max(0, 21 - first.count)) }
    let isLong = text.utf8.count + 128 > Int(UInt16.max)
    let prefix = magic.count + (isLong ? 6 : 4)
    text += String(repeating: " ", count: 63 - (prefix + text.utf8.count) % 64) + "\n"
    let length = UInt32(text.utf8.count)
    let lengthBytes = (0..<(isLong ? 4 : 2)).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
    return magic + [isLong ? 2 : 1, 0] + lengthBytes + Array(text.utf8)
  }

  private static func decode(_ bytes: UnsafeRawBufferPointer) throws -> NDArray {
    let (header, data) = try split(bytes)
    let (shape, dataType) = (header.shape, header.type.dataType)
    guard let expected = byteCount(of: shape, dataType) else {
      throw NumpyProblem.invalidShape(shape)
    }
    guard data.count >= expected else {
      throw NumpyProblem.dataTruncated(expected: expected, found: data.count)
    }
    guard data.count == expected else {
      throw NumpyProblem.trailingBytes(count: data.count - expected)
    }
    guard dataType != .bool || data.allSatisfy({ $0 <= 1 }) else {
      throw NumpyProblem.invalidBoolean
    }
    // Column-major order is row-major order of the reversed axes.
    let axes = Array(shape.indices.reversed())
    let array = NDArray(
      shape: header.isFortranOrder ? axes.map { shape[$0] } : shape, dataType: dataType
    ) { target in
      target.copyMemory(from: UnsafeRawBufferPointer(rebasing: data))
      if header.type.isBigEndian { reverseBytes(target, width: dataType.byteWidth) }
    }
    return header.isFortranOrder ? array.permuted(axes).contiguous() : array
  }

  private static func split(
    _ bytes: UnsafeRawBufferPointer
  ) throws -> (header: NumpyHeader, data: Slice<UnsafeRawBufferPointer>) {
    guard bytes.starts(with: magic) else { throw NumpyProblem.notNumpy }
    let rest = bytes.dropFirst(magic.count)
    guard rest.count >= 2 else { throw NumpyProblem.headerTruncated }
    let (major, minor) = (rest[rest.startIndex], rest[rest.startIndex + 1])
    guard (1...3).contains(major), minor == 0 else {
      throw NumpyProblem.unknownVersion(major: major, minor: minor)
    }
    let lengthWidth = major == 1 ? 2 : 4
    let lengthBytes = rest.dropFirst(2).prefix(lengthWidth)
    guard lengthBytes.count == lengthWidth else { throw NumpyProblem.headerTruncated }
    let length = lengthBytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    let body = rest.dropFirst(2 + lengthWidth)
    guard body.count >= length else { throw NumpyProblem.headerTruncated }
    let text = body.prefix(length)
    let decoded =
      major == 3
      ? String(validating: text, as: UTF8.self)
      : String(String.UnicodeScalarView(text.map { Unicode.Scalar($0) }))
    guard let decoded else { throw NumpyProblem.invalidHeader(reason: "it is not UTF-8") }
    return (try NumpyHeader(decoded), body.dropFirst(length))
  }
}

/// Turns every element of `width` bytes from one byte order into the other, in place.
///
/// - Parameters:
///   - bytes: Whole elements.
///   - width: 1, 2, 4 or 8.
public func reverseBytes(_ bytes: UnsafeMutableRawBufferPointer, width: Int) {
  func swap<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type) {
    for offset in stride(from: 0, to: bytes.count, by: width) {
      let value = bytes.loadUnaligned(fromByteOffset: offset, as: type)
      bytes.storeBytes(of: value.byteSwapped, toByteOffset: offset, as: type)
    }
  }
  switch width {
  case 2: swap(UInt16.self)
  case 4: swap(UInt32.self)
  case 8: swap(UInt64.self)
  default: break
  }
}
