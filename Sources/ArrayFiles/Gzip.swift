import Arrays
import CDeflate
import CZlib

/// What is wrong with a gzip file (RFC 1952).
public enum GzipProblem: Error, Equatable, CustomStringConvertible {
  /// The file does not begin as a gzip file does.
  case notGzip
  /// The file ends before its data does.
  case truncated
  /// The packed data cannot be unpacked, for the reason that zlib gives.
  case corrupt(reason: String)
  /// The unpacked data does not have the CRC-32 that the file states.
  case badChecksum
  /// The unpacked data does not have the length that the file states.
  case badLength
  /// Something other than another gzip member or zeros follows the data.
  case trailingBytes(count: Int)
  /// The unpacked data has more bytes than the reader takes.
  case tooLarge(limit: Int)

  /// The problem in words, without the file's name.
  public var description: String {
    switch self {
    case .notGzip: "is not a gzip file"
    case .truncated: "gzip data ends too early"
    case .corrupt(let reason): "gzip data is corrupt: \(reason)"
    case .badChecksum: "gzip data does not have the checksum that the file states"
    case .badLength: "gzip data does not have the length that the file states"
    case .trailingBytes(let count): "\(count) bytes follow the gzip data"
    case .tooLarge(let limit): "unpacks to more than \(limit) bytes, the most that is read"
    }
  }
}

/// Reading gzip files (RFC 1952), also of several members.
public enum Gzip {
  /// Whether bytes begin as a gzip file does.
  public static func isGzip(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b
  }

  /// Unpacks the bytes of a gzip file. Memory grows with what was unpacked.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes.
  ///   - file: The name that errors give.
  ///   - limit: The most bytes to unpack.
  /// - Returns: The unpacked bytes: uint8, one axis.
  /// - Throws: `ArrayFileError.gzip`.
  public static func unpack(_ bytes: [UInt8], file: String, limit: Int) throws -> NDArray {
    guard isGzip(bytes) else {
      let truncated = bytes.count == 1 && bytes[0] == 0x1f
      throw ArrayFileError.gzip(file, truncated ? .truncated : .notGzip)
    }
    do {
      return try bytes.withUnsafeBufferPointer {
        try unpackAtOnce($0, limit: limit) ?? NDArray(unpackMembers($0, limit: limit))
      }
    } catch let problem as GzipProblem {
      throw ArrayFileError.gzip(file, problem)
    }
  }

  /// Unpacks a file of one member with libdeflate, in a third of zlib's time; nil where it is anything
  /// else, which zlib then unpacks or says what is wrong with it.
  private static func unpackAtOnce(
    _ bytes: UnsafeBufferPointer<UInt8>, limit: Int
  ) -> NDArray? {
    let size = expectedSize(bytes, limit: limit)
    guard size > 0, let decompressor = libdeflate_alloc_decompressor() else { return nil }
    defer { libdeflate_free_decompressor(decompressor) }
    var isWhole = false
    let output = NDArray(shape: [size], of: UInt8.self) { target in
      var (taken, made) = (0, 0)
      let status = libdeflate_gzip_decompress_ex(
        decompressor, bytes.baseAddress, bytes.count, target.baseAddress, size, &taken, &made)
      isWhole = status == LIBDEFLATE_SUCCESS && taken == bytes.count && made == size
    }
    return isWhole ? output : nil
  }

  private static func unpackMembers(
    _ bytes: UnsafeBufferPointer<UInt8>, limit: Int
  ) throws -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(expectedSize(bytes, limit: limit))
    let inflater = try Inflater()
    var position = 0
    while true {
      position += try inflater.unpackMember(bytes[position...], to: &output, limit: limit)
      let rest = bytes[position...]
      if rest.allSatisfy({ $0 == 0 }) { return output }
      guard rest.starts(with: [0x1f, 0x8b]) else {
        throw GzipProblem.trailingBytes(count: rest.count)
      }
    }
  }

  /// The length that the last member states, where its packed bytes can hold so much.
  private static func expectedSize(_ bytes: UnsafeBufferPointer<UInt8>, limit: Int) -> Int {
    let stated = bytes.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    // Deflate packs at most 1032 bytes into one.
    return stated <= min(limit, bytes.count * 1032) ? stated : 0
  }
}

/// One zlib stream, at an address that stays, as zlib requires.
private final class Inflater {
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private var piece = [UInt8](repeating: 0, count: 1 << 18)

  init() throws {
    stream.initialize(to: z_stream())
    let gzipWindow: Int32 = 15 + 16
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(stream, gzipWindow, ZLIB_VERSION, size) == Z_OK else {
      stream.deallocate()
      throw GzipProblem.corrupt(reason: "zlib cannot start")
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Appends one member's data to `output` and gives the member's length in bytes.
  func unpackMember(
    _ bytes: Slice<UnsafeBufferPointer<UInt8>>, to output: inout [UInt8], limit: Int
  ) throws -> Int {
    inflateReset(stream)
    var used = 0
    while true {
      let input = UnsafeBufferPointer(rebasing: bytes.dropFirst(used).prefix(1 << 30))
      let (status, taken, made) = step(input)
      used += taken
      guard made <= limit - output.count else { throw GzipProblem.tooLarge(limit: limit) }
      piece.withUnsafeBufferPointer { output += $0.prefix(made) }
      switch status {
      case Z_STREAM_END: return used
      case Z_OK where taken > 0 || made > 0: continue
      case Z_OK, Z_BUF_ERROR: throw GzipProblem.truncated
      default: throw problem(status)
      }
    }
  }

  private func step(
    _ input: UnsafeBufferPointer<UInt8>
  ) -> (status: Int32, taken: Int, made: Int) {
    piece.withUnsafeMutableBufferPointer { piece in
      stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      stream.pointee.avail_in = UInt32(input.count)
      stream.pointee.next_out = piece.baseAddress
      stream.pointee.avail_out = UInt32(piece.count)
      let status = inflate(stream, Z_NO_FLUSH)
      return (
        status, input.count - Int(stream.pointee.avail_in),
        piece.count - Int(stream.pointee.avail_out)
      )
    }
  }

  private func problem(_ status: Int32) -> GzipProblem {
    let reason = stream.pointee.msg.map { String(cString: $0) } ?? "zlib's status \(status)"
    return switch reason {
    case "incorrect header check": .notGzip
    case "incorrect data check": .badChecksum
    case "incorrect length check": .badLength
    default: .corrupt(reason: reason)
    }
  }
}
