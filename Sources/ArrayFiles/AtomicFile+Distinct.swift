#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension AtomicFile {
  /// Refuses to write over a file that is read, or that is written too.
  ///
  /// - Parameters:
  ///   - path: The file that is to be written.
  ///   - others: Other files of the same work.
  /// - Throws: `ArrayFileError.file` where `path` names one of them, also through links.
  public static func check(_ path: String, isNoneOf others: [String]) throws {
    for other in others where isSameFile(path, other) {
      throw ArrayFileError.file(
        path, .unwritable(reason: "this command uses the file for something else"))
    }
  }

  private static func isSameFile(_ a: String, _ b: String) -> Bool {
    var (first, second) = (stat(), stat())
    if stat(a, &first) == 0 && stat(b, &second) == 0 {
      return first.st_dev == second.st_dev && first.st_ino == second.st_ino
        && first.st_mode & S_IFMT == S_IFREG
    }
    guard stat(folder(of: a), &first) == 0, stat(folder(of: b), &second) == 0 else {
      return a == b
    }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
      && a.split(separator: "/").last == b.split(separator: "/").last
  }
}
