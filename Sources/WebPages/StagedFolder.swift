import ArrayFiles
import Foundation

/// New files for a folder, collected in a folder inside it until all of them are right.
struct StagedFolder {
  /// The folder that gets the files.
  let path: String
  /// Where they wait.
  let stage: String
  private let isNew: Bool
  private var names: [String] = []

  /// Makes the folder, where it is missing, and the one inside it.
  ///
  /// - Throws: `SiteError.folder`.
  init(_ path: String) throws {
    self.path = path
    stage = "\(path)/.tessera-\(ProcessInfo.processInfo.processIdentifier).tmp"
    isNew = !FileManager.default.fileExists(atPath: path)
    try Self.make(stage, for: path)
  }

  private static func make(_ folder: String, for path: String) throws {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
    } catch {
      let reason = (error as NSError).userInfo[NSUnderlyingErrorKey] ?? "the system refuses"
      throw SiteError.folder(path, reason: "\(reason)")
    }
  }

  /// Where a file is to be written for now; its folder is made.
  mutating func place(for name: String) throws -> String {
    names.append(name)
    let place = "\(stage)/\(name)"
    try Self.make(InstalledFiles.parent(place), for: path)
    return place
  }

  /// Writes a file.
  ///
  /// - Returns: What the page needs to know of it.
  mutating func write(_ name: String, _ bytes: [UInt8]) throws -> SiteContents.File {
    try AtomicFile.write(to: place(for: name), bytes)
    return SiteContents.File(path: name, bytes: bytes.count)
  }

  /// Gives all files their names, in the order in which they were written, and ends.
  func commit() throws {
    for name in names {
      try Self.make(InstalledFiles.parent("\(path)/\(name)"), for: path)
      guard rename("\(stage)/\(name)", "\(path)/\(name)") == 0 else {
        let reason = String(cString: strerror(errno))
        throw SiteError.folder("\(path)/\(name)", reason: reason)
      }
    }
    try? FileManager.default.removeItem(atPath: stage)
  }

  /// Ends without the files.
  func discard() {
    try? FileManager.default.removeItem(atPath: isNew ? path : stage)
  }
}
