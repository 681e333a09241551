#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads all bytes of a file.
///
/// Memory is taken for the size that the file system reports; a pipe or a device, which has none,
/// is read in pieces.
///
/// - Parameters:
///   - path: The file.
///   - limit: The most bytes to read, 16 GiB unless said otherwise.
/// - Throws: `ArrayFileError.file` where the file is missing, a folder, unreadable or larger than
///   `limit`.
public func readFile(_ path: String, limit: Int = 1 << 34) throws -> [UInt8] {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else {
    throw ArrayFileError.file(
      path, errno == ENOENT ? .missing : .unreadable(reason: systemMessage(errno)))
  }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0 else {
    throw ArrayFileError.file(path, .unreadable(reason: systemMessage(errno)))
  }
  if status.st_mode & S_IFMT == S_IFDIR { throw ArrayFileError.file(path, .isDirectory) }
  // A pipe or a device does not tell its size, and may have no end.
  let limit = status.st_mode & S_IFMT == S_IFREG ? limit : min(limit, 1 << 30)
  let size = Int(status.st_size)
  guard size <= limit else { throw ArrayFileError.file(path, .tooLarge(limit: limit)) }

  var failure: Int32 = 0
  var bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
    (count, failure) = readFully(descriptor, into: UnsafeMutableRawBufferPointer(buffer))
  }
  // Whatever the reported size leaves out: all of a pipe, or what was appended meanwhile.
  var piece = [UInt8](repeating: 0, count: 1 << 16)
  while failure == 0 && bytes.count >= size {
    let count: Int
    (count, failure) = piece.withUnsafeMutableBytes { readFully(descriptor, into: $0) }
    if count == 0 { break }
    guard bytes.count + count <= limit else {
      throw ArrayFileError.file(path, .tooLarge(limit: limit))
    }
    bytes += piece[..<count]
  }
  guard failure == 0 else {
    throw ArrayFileError.file(path, .unreadable(reason: systemMessage(failure)))
  }
  return bytes
}

/// Reads until the buffer is full or the file ends; gives the bytes read and `errno` or 0.
private func readFully(
  _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer
) -> (count: Int, failure: Int32) {
  var done = 0
  while done < buffer.count, let base = buffer.baseAddress {
    let count = read(descriptor, base + done, buffer.count - done)
    if count > 0 {
      done += count
    } else if count == 0 {
      break
    } else if errno != EINTR {
      return (done, errno)
    }
  }
  return (done, 0)
}

/// What the system calls an error number, such as `Permission denied`.
func systemMessage(_ number: Int32) -> String {
  guard let text = strerror(number) else { return "error \(number)" }
  return String(cString: text)
}
