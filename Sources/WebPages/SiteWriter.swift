import ArrayFiles
import Arrays
import Datasets
import Exporting
import Foundation
import VAE

/// What a web page is to be made of.
public struct SiteRequest: Sendable {
  /// The folder to write.
  public var folder: String
  /// Run folders or safetensors files; none for the newest run.
  public var checkpoints: [String]
  /// The version of the standard operator set to write.
  public var opset: Int
  /// Whether the files hold what depends on weights alone as results.
  public var foldsConstants: Bool
  /// Whether onnxruntime is asked too.
  public var isCrossChecked: Bool
  /// The engine for the browser; nil for that of `make wasm`.
  public var engine: String?
  /// Where onnxruntime-web comes from.
  public var runtime: RuntimeSource
  /// Where test images come from: a data set's name or a folder; nil for each model's data.
  public var data: String?

  /// Creates a request.
  public init(
    folder: String, checkpoints: [String] = [], opset: Int = 17, foldsConstants: Bool = false,
    isCrossChecked: Bool = false, engine: String? = nil, runtime: RuntimeSource = .published,
    data: String? = nil
  ) {
    self.folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    (self.checkpoints, self.opset, self.foldsConstants) = (checkpoints, opset, foldsConstants)
    (self.isCrossChecked, self.engine) = (isCrossChecked, engine)
    (self.runtime, self.data) = (runtime, data)
  }
}

/// Writes a folder that any static host serves: a page with the models, as ONNX files and as plans, and
/// the engine that runs plans in the browser.
///
/// Files are put together inside the folder and get their names when all are right. A folder that holds
/// anything but such a page is left alone.
public struct SiteWriter {
  /// What was written.
  public struct Summary: Sendable {
    /// For each model its name, its network and the opset, in one line.
    public let models: [String]
  }

  private let request: SiteRequest
  private let warn: (String) -> Void

  /// Takes a request.
  ///
  /// - Parameter warn: Told what may surprise, in one line each.
  public init(_ request: SiteRequest, warn: @escaping (String) -> Void = { _ in }) {
    (self.request, self.warn) = (request, warn)
  }

  /// Writes the page.
  ///
  /// - Throws: `SiteError`, and what reading checkpoints, tracing and verifying throw.
  public func write() throws -> Summary {
    let old = try previousModels()
    let pages = try PageFiles.folder()
    let engine = try PageFiles.engine(request.engine)
    let runtime = try request.runtime.resolved()
    let checkpoints = try locateCheckpoints()
    var staged = try StagedFolder(request.folder)
    do {
      let models = try checkpoints.map { entry in
        try SiteModel(entry.checkpoint, name: entry.name, request: request, warn: warn)
          .write(to: &staged)
      }
      for file in runtime.files { _ = try staged.write(file.name, file.bytes) }
      let contents = SiteContents(
        version: TesseraVersion.current,
        engine: try staged.write(PageFiles.engineName, engine), runtime: runtime.module,
        models: models)
      for name in PageFiles.names {
        _ = try staged.write(name, readFile("\(pages)/\(name)", limit: 1 << 24))
      }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      _ = try staged.write(Self.contentsName, Array(encoder.encode(contents)))
      try staged.commit()
      removeFolders(Set(old).subtracting(models.map(\.name)))
      return Summary(models: models.map { "\($0.name): \($0.network), opset \($0.opset)" })
    } catch {
      staged.discard()
      throw error
    }
  }

  private static let contentsName = "models.json"

  /// What must be known of a page that is replaced, whichever version wrote it.
  private struct Header: Decodable {
    struct Model: Decodable { let name: String }

    let format: String
    let models: [Model]
  }

  /// The names of the models of the page that the folder holds.
  ///
  /// - Throws: `SiteError.foreignFolder` where it holds something else.
  private func previousModels() throws -> [String] {
    let manager = FileManager.default
    var isFolder: ObjCBool = false
    guard manager.fileExists(atPath: request.folder, isDirectory: &isFolder) else { return [] }
    guard isFolder.boolValue else { throw SiteError.foreignFolder(request.folder) }
    let names = try manager.contentsOfDirectory(atPath: request.folder)
    if names.allSatisfy({ $0.hasPrefix(".") }) { return [] }
    let path = "\(request.folder)/\(Self.contentsName)"
    guard let bytes = try? readFile(path, limit: 1 << 26),
      let header = try? JSONDecoder().decode(Header.self, from: Data(bytes)),
      header.format == SiteContents.format
    else { throw SiteError.foreignFolder(request.folder) }
    return header.models.map(\.name)
  }

  /// Removes what an older page had of models that are no more.
  private func removeFolders(_ names: Set<String>) {
    for name in names where name == SiteModel.safe(name) {
      for file in SiteModel.files {
        try? FileManager.default.removeItem(atPath: "\(request.folder)/\(name)/\(file)")
      }
      // Fails where something else is in it, which then stays.
      rmdir("\(request.folder)/\(name)")
    }
  }

  /// The checkpoints, each with a name of its own: the network's, and the run's where two are alike.
  private func locateCheckpoints() throws -> [(name: String, checkpoint: Checkpoint)] {
    let paths: [String?] = request.checkpoints.isEmpty ? [nil] : request.checkpoints
    let found = try paths.map { try Checkpoint.locate($0, warn: warn) }
    let networks = found.map { $0.checkpoint.configuration.modelName.rawValue }
    var taken: Set<String> = []
    return found.indices.map { index in
      let isAlone = networks.count { $0 == networks[index] } == 1
      let run = found[index].path.split(separator: "/").dropLast().last.map { "-\($0)" } ?? ""
      let name = SiteModel.safe(networks[index] + (isAlone ? "" : run))
      var (free, number) = (name, 1)
      while !taken.insert(free).inserted {
        number += 1
        free = "\(name)-\(number)"
      }
      return (free, found[index].checkpoint)
    }
  }
}
