extension Checkpoint {
  /// Reads the checkpoint that a user means by a path.
  ///
  /// - Parameters:
  ///   - path: A run folder or one safetensors file; nil means the newest run under `runs`.
  ///   - warn: Told about each damaged checkpoint that is skipped, in one line.
  /// - Returns: The checkpoint and the path of its file.
  /// - Throws: `VAEError` and `ArrayFileError` where there is none that can be read.
  public static func locate(
    _ path: String?, warn: (String) -> Void
  ) throws -> (checkpoint: Checkpoint, path: String) {
    let folder: RunFolder
    if let path {
      guard FileSystem.isFolder(path) else { return (try Checkpoint(contentsOf: path), path) }
      folder = RunFolder(path)
    } else {
      guard let newest = RunFolder.newest(withCheckpoint: true) else {
        throw VAEError.noRun(folder: RunFolder.defaultParent)
      }
      folder = newest
    }
    guard let found = try folder.newestCheckpoint(warn: warn) else {
      throw VAEError.noCheckpoint(folder: folder.path)
    }
    return found
  }

  /// The network with this checkpoint's weights.
  ///
  /// - Throws: `ParameterMismatch` where the weights do not fit the settings.
  public func model() throws -> VariationalAutoencoder {
    let model = VariationalAutoencoder(unfilled: configuration.model)
    try model.load(weights)
    return model
  }
}
