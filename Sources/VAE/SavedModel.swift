import ArrayFiles
import Arrays
import Layers

/// A trained network from a checkpoint, without what only training needs.
public struct SavedModel {
  /// The network.
  public let model: VariationalAutoencoder
  /// The texts of the file, such as `dataset` and `epoch`; empty for weights of other origin.
  public let metadata: [String: String]
  /// The file.
  public let path: String

  /// Reads a network.
  ///
  /// A safetensors file without a checkpoint's metadata is taken for weights of the default
  /// architecture.
  ///
  /// - Parameters:
  ///   - path: A run folder, whose newest checkpoint that can be read is taken, or one safetensors
  ///     file; nil for the newest run in `runs`.
  ///   - warn: Told about each damaged checkpoint that is skipped, in one line.
  /// - Throws: `VAEError` where there is no checkpoint or its tensors are another architecture's,
  ///   `ArrayFileError` where the file cannot be read.
  public static func load(_ path: String?, warn: (String) -> Void = { _ in }) throws -> SavedModel {
    guard let path else {
      guard let run = RunFolder.newest(withCheckpoint: true) else {
        throw VAEError.noRun(folder: RunFolder.defaultParent)
      }
      return try newest(in: run, warn)
    }
    guard FileSystem.isFolder(path) else { return try SavedModel(contentsOf: path) }
    return try newest(in: RunFolder(path), warn)
  }

  /// Reads a network from one safetensors file.
  ///
  /// - Throws: As `load(_:warn:)`.
  public init(contentsOf path: String) throws {
    let file = try SafetensorsFile(contentsOf: path)
    var configuration = ModelConfiguration()
    if file.metadata["format"] == Checkpoint.format {
      do {
        configuration = try ModelConfiguration(MetadataReader(texts: file.metadata))
      } catch {
        throw VAEError.notCheckpoint(path, reason: "\(error)")
      }
    }
    model = VariationalAutoencoder(unfilled: configuration)
    metadata = file.metadata
    self.path = path
    do {
      try model.load(Checkpoint.weights(of: file))
    } catch {
      throw VAEError.otherArchitecture(path, differences: error.description)
    }
  }

  private static func newest(in run: RunFolder, _ warn: (String) -> Void) throws -> SavedModel {
    guard let newest = try run.newestCheckpoint(warn: warn) else {
      throw VAEError.noCheckpoint(folder: run.path)
    }
    return try SavedModel(newest.checkpoint, path: newest.path)
  }

  private init(_ checkpoint: Checkpoint, path: String) throws {
    model = VariationalAutoencoder(unfilled: checkpoint.configuration.model)
    try model.load(checkpoint.weights)
    metadata = checkpoint.file.metadata
    self.path = path
  }
}
