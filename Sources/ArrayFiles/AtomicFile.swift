import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes files so that a reader, also after a crash, finds the old contents or the new, never a part.
///
/// The bytes go to a new file in the same folder, which is flushed to the disk and then renamed; the
/// folder is flushed last. A file that is replaced keeps its permissions, and a symbolic link stays
/// one: the file that it names is replaced. A device or a pipe is written to directly.
public enum AtomicFile {
  /// Writes bytes to a file.
  ///
  /// - Throws: `ArrayFileError.file` where the path is a folder, its folder is missing, or the
  ///   system refuses; the old file is then untouched.
  public static func write(to path: String, _ bytes: [UInt8]) throws {
    try write(to: path) { handle in try bytes.withUnsafeBytes { try handle.write($0) } }
  }

  /// Writes a text to a file, as UTF-8.
  ///
  /// - Throws: As `write(to:_:)` for bytes.
  public static func write(to path: String, _ text: String) throws {
    try write(to: path, Array(text.utf8))
  }

  /// Writes to a file whatever `body` gives to its handle.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - approve: Receives the path of the finished temporary file before it takes the place of
  ///     the old one, and may refuse it by throwing. A device or a pipe cannot be approved.
  ///   - body: Writes the contents.
  /// - Throws: As `write(to:_:)` for bytes, and whatever `approve` and `body` throw; the old file
  ///   is then untouched.
  public static func write(
    to path: String, approving approve: ((String) throws -> Void)? = nil,
    _ body: (FileHandle) throws -> Void
  ) throws {
    let path = resolvingLink(path)
    var status = stat()
    let exists = stat(path, &status) == 0
    switch status.st_mode & S_IFMT {
    case S_IFDIR where exists: throw ArrayFileError.file(path, .isDirectory)
    case S_IFREG: break
    case _ where exists && approve != nil:
      throw ArrayFileError.file(path, .unwritable(reason: "it is no regular file"))
    case _ where exists: return try writeDirectly(to: path, body)
    default: break
    }
    let folder = folder(of: path)
    let (temporary, descriptor) = try create(in: folder, for: path)
    do {
      let handle = FileHandle(descriptor: descriptor, path: path)
      defer { close(descriptor) }
      if exists { fchmod(descriptor, status.st_mode & 0o7777) }
      try body(handle)
      try check(fsync(descriptor), path)
      try approve?(temporary)
    } catch {
      unlink(temporary)
      throw error
    }
    guard rename(temporary, path) == 0 else {
      let number = errno
      unlink(temporary)
      throw ArrayFileError.file(path, .unwritable(reason: systemMessage(number)))
    }
    try flushFolder(folder, for: path)
  }

  /// Where a file's bytes go while it is written.
  public struct FileHandle {
    fileprivate let descriptor: Int32
    fileprivate let path: String

    /// Appends bytes.
    ///
    /// - Throws: `ArrayFileError.file` where the system refuses, such as for a full disk.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
      var done = 0
      while done < bytes.count, let base = bytes.baseAddress {
        let count = Glibc.write(descriptor, base + done, bytes.count - done)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else {
          throw ArrayFileError.file(path, .unwritable(reason: systemMessage(errno)))
        }
        done += count
      }
    }

    /// Appends bytes.
    ///
    /// - Throws: As for a raw buffer.
    public func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }
  }

  /// Distinguishes the temporary files of one process.
  private static let serial = Atomic<Int>(0)

  private static func create(
    in folder: String, for path: String
  ) throws -> (name: String, descriptor: Int32) {
    while true {
      let number = serial.add(1, ordering: .relaxed).newValue
      let name = "\(folder)/.tessera-\(getpid())-\(number).tmp"
      let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 { return (name, descriptor) }
      switch errno {
      case EEXIST, EINTR: continue
      case ENOENT: throw ArrayFileError.file(path, .folderMissing)
      case let number: throw ArrayFileError.file(path, .unwritable(reason: systemMessage(number)))
      }
    }
  }

  private static func writeDirectly(to path: String, _ body: (FileHandle) throws -> Void) throws {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    try check(descriptor, path)
    defer { close(descriptor) }
    try body(FileHandle(descriptor: descriptor, path: path))
  }

  private static func flushFolder(_ folder: String, for path: String) throws {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    try check(descriptor, path)
    defer { close(descriptor) }
    // Some file systems cannot flush a folder and say EINVAL; the rename is done all the same.
    if fsync(descriptor) != 0 && errno != EINVAL { try check(-1, path) }
  }

  private static func check(_ result: Int32, _ path: String) throws {
    if result < 0 { throw ArrayFileError.file(path, .unwritable(reason: systemMessage(errno))) }
  }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func resolvingLink(_ path: String) -> String {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK,
      let resolved = realpath(path, nil)
    else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
