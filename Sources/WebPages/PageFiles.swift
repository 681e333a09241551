import ArrayFiles
import Foundation

/// The files that every page has, which come with the package.
enum PageFiles {
  /// The folder that the package manager makes for this target's resources.
  static let resourceFolder = "Tessera_WebPages.resources"
  /// The names of the page's files.
  static let names = [
    "index.html", "style.css", "page.js", "between.js", "controls.js", "digits.js", "drawing.js",
    "engine.js", "facts.js", "map.js", "model.js", "onnxruntime.js", "preparation.js",
  ]

  /// The folder with the page's files: beside the executable, in `../share/tessera`, or in the
  /// sources.
  ///
  /// - Throws: `SiteError.pageMissing`.
  static func folder() throws -> String {
    let candidates =
      InstalledFiles.folders().map { "\($0)/\(resourceFolder)/Page" }
      + ["\(InstalledFiles.parent(#filePath))/Page"]
    let found = candidates.first { folder in
      names.allSatisfy { FileManager.default.fileExists(atPath: "\(folder)/\($0)") }
    }
    guard let found else { throw SiteError.pageMissing(searched: candidates) }
    return found
  }

  /// The engine: the file that the caller names, or that of `make wasm`, beside the executable, in
  /// `../share/tessera`, or where it was built.
  ///
  /// - Throws: `SiteError` where there is none, `ArrayFileError` where the file cannot be read.
  static func engine(_ path: String?) throws -> [UInt8] {
    let root = (0..<3).reduce(#filePath) { path, _ in InstalledFiles.parent(path) }
    let candidates =
      path.map { [$0] } ?? InstalledFiles.folders().map { "\($0)/\(engineName)" }
      + ["\(root)/.build/wasm/\(engineName)"]
    let found = candidates.first { FileManager.default.fileExists(atPath: $0) }
    guard let file = found ?? path else { throw SiteError.engineMissing(searched: candidates) }
    let bytes = try readFile(file, limit: 1 << 26)
    guard bytes.starts(with: [0x00, 0x61, 0x73, 0x6d]) else { throw SiteError.notEngine(file) }
    return bytes
  }

  /// The engine's name in the page's folder.
  static let engineName = "tessera.wasm"
}
