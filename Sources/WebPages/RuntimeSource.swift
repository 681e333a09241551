import ArrayFiles
import Foundation

/// Where the page takes onnxruntime-web from, if its reader asks for it.
public enum RuntimeSource: Sendable, Equatable {
  /// The address of its module.
  case address(String)
  /// A folder whose copy goes into the page's.
  case folder(String)

  /// Where jsDelivr serves the published package.
  public static let published = RuntimeSource.address(
    "https://cdn.jsdelivr.net/npm/onnxruntime-web@1.22.0/dist/\(module)")

  /// What a command's flag means: an address of https, or a folder.
  public init(_ argument: String) {
    self = argument.hasPrefix("https://") ? .address(argument) : .folder(argument)
  }

  /// The module that runs models by WebAssembly alone.
  static let module = "ort.wasm.min.mjs"
  private static let files = [
    module, "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm",
  ]

  /// What the page imports, relative to itself, and the files that it needs beside.
  ///
  /// - Throws: `SiteError.runtimeMissing`, and `ArrayFileError` where a file cannot be read.
  func resolved() throws -> (module: String, files: [(name: String, bytes: [UInt8])]) {
    switch self {
    case .address(let address): return (address, [])
    case .folder(let path):
      let manager = FileManager.default
      let folder = manager.fileExists(atPath: "\(path)/dist/\(Self.module)") ? "\(path)/dist" : path
      let files = try Self.files.map { name in
        guard manager.fileExists(atPath: "\(folder)/\(name)") else {
          throw SiteError.runtimeMissing(folder: path, file: name)
        }
        return (name: "ort/\(name)", bytes: try readFile("\(folder)/\(name)", limit: 1 << 28))
      }
      return ("./ort/\(Self.module)", files)
    }
  }
}
