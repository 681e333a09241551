#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A new file that only grows: what a crash leaves is a beginning of what was appended.
public final class AppendedFile {
  /// The file's path.
  public let path: String

  private let descriptor: Int32

  /// Makes a file that did not exist.
  ///
  /// - Returns: nil where something is at the path already.
  /// - Throws: `ArrayFileError.file` where the folder is missing or the system refuses.
  public init?(creating path: String) throws {
    self.path = path
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC
    descriptor = open(path, flags, 0o666)
    if descriptor >= 0 { return }
    switch errno {
    case EEXIST: return nil
    case ENOENT: throw ArrayFileError.file(path, .folderMissing)
    case let number: throw ArrayFileError.file(path, .unwritable(reason: systemMessage(number)))
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Appends bytes, and waits until they are on the disk.
  ///
  /// - Throws: `ArrayFileError.file` where the system refuses, such as for a full disk.
  public func append(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count, let base = bytes.baseAddress {
        let count = write(descriptor, base + done, bytes.count - done)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { throw failure(errno) }
        done += count
      }
    }
    if fsync(descriptor) != 0 { throw failure(errno) }
  }

  private func failure(_ number: Int32) -> ArrayFileError {
    .file(path, .unwritable(reason: systemMessage(number)))
  }
}
