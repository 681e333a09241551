#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The few questions that run folders ask the file system, without Foundation, whose loading would
/// cost more time than a command needs to start.
enum FileSystem {
  /// Whether a path names a folder.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether anything is at a path.
  static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// When a file changed last, in nanoseconds; nil where there is none.
  static func changeTime(_ path: String) -> Int? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
  }

  /// The names in a folder, sorted; none where it cannot be read.
  static func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Makes a folder and those above it, and checks that files can be made in it.
  ///
  /// - Throws: `VAEError.folder`.
  static func makeFolder(_ path: String) throws {
    if !isFolder(path) {
      if exists(path) { throw VAEError.folder(path, reason: "it is not a folder") }
      if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
        let parent = String(path[..<slash])
        if !parent.isEmpty && !isFolder(parent) { try makeFolder(parent) }
      }
      guard mkdir(path, 0o777) == 0 || isFolder(path) else {
        throw VAEError.folder(path, reason: String(cString: strerror(errno)))
      }
    }
    guard access(path, W_OK | X_OK) == 0 else {
      throw VAEError.folder(path, reason: String(cString: strerror(errno)))
    }
  }

  /// Makes a folder that did not exist; false where it does.
  ///
  /// - Throws: `VAEError.folder`.
  static func makeNewFolder(_ path: String) throws -> Bool {
    if mkdir(path, 0o777) == 0 { return true }
    if errno == EEXIST { return false }
    throw VAEError.folder(path, reason: String(cString: strerror(errno)))
  }

  /// Removes a file, if it is there.
  static func remove(_ path: String) { unlink(path) }

  /// The path from the root, with links followed; the path itself where there is nothing.
  static func absolute(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
