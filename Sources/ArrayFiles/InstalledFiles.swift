#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where a command's own data lie, wherever it was installed.
public enum InstalledFiles {
  /// The folders to look in: that of the executable, and `../share/tessera` from there. Symbolic links
  /// to the executable are followed.
  public static func folders() -> [String] { folders(executable: executable()) }

  /// The same for an executable at a path, nil where that is unknown.
  public static func folders(executable: String?) -> [String] {
    guard let beside = executable.map(parent) else { return [] }
    return [beside, "\(parent(beside))/share/tessera"]
  }

  /// The running executable's path, with symbolic links followed.
  public static func executable() -> String? {
    guard let path = realpath("/proc/self/exe", nil) else { return nil }
    defer { free(path) }
    return String(cString: path)
  }

  /// The folder that a path lies in.
  public static func parent(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }
}
