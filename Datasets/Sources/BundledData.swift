import ArrayFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Finds the data that comes with the package, wherever the executable was installed.
///
/// The accessor that the package manager generates traps where the data is missing and knows only
/// the executable's folder and the build's. This one looks, in this order, in the folder that the
/// environment variable `TESSERA_DATA` names, which must then have it; beside the executable; in
/// `../share/tessera` from there; and in the sources that the executable was built from. Symbolic
/// links to the executable are followed.
public enum BundledData {
  /// The environment variable that names the data's folder.
  public static let variable = "TESSERA_DATA"

  /// The folder that the package manager makes for this target's resources.
  public static let resourceFolder = "Tessera_Datasets.resources"

  /// The folder with the four MNIST files.
  ///
  /// - Throws: `DatasetError.bundleMissing` with all folders that were looked for.
  public static func folder() throws -> String {
    try folder(
      override: getenv(variable).map { String(cString: $0) },
      executable: InstalledFiles.executable(),
      sources: InstalledFiles.parent(InstalledFiles.parent(#filePath)))
  }

  static func folder(override: String?, executable: String?, sources: String) throws -> String {
    let candidates: [String]
    if let override {
      candidates = [override, "\(override)/mnist", "\(override)/\(resourceFolder)/mnist"]
    } else {
      candidates =
        InstalledFiles.folders(executable: executable).map { "\($0)/\(resourceFolder)/mnist" }
        + ["\(sources)/mnist"]
    }
    guard let found = candidates.first(where: holdsData) else {
      throw DatasetError.bundleMissing(searched: candidates)
    }
    return found
  }

  private static func holdsData(_ folder: String) -> Bool {
    ["", ".gz"].contains { exists("\(folder)/t10k-labels-idx1-ubyte\($0)") }
  }
}

/// Whether anything is at a path.
func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

/// Whether a path names a folder.
func isFolder(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}
