/// Everything that determines a training run's numbers, apart from the machine.
public struct TrainingConfiguration: Sendable, Hashable {
  /// The network.
  public var model: ModelConfiguration
  /// The weight of the divergence in the loss.
  public var beta: Double
  /// Passes over the training images.
  public var epochs: Int
  /// Images in a batch.
  public var batchSize: Int
  /// The size of Adam's steps.
  public var learningRate: Double
  /// Selects initial weights, order of images and noise.
  public var seed: UInt64
  /// The data: `mnist`, `fashion-mnist`, or a folder's path.
  public var dataset: String

  /// Creates a configuration; the defaults are those of the command line.
  public init(
    model: ModelConfiguration = ModelConfiguration(), beta: Double = 1, epochs: Int = 10,
    batchSize: Int = 128, learningRate: Double = 1e-3, seed: UInt64 = 0, dataset: String = "mnist"
  ) {
    self.model = model
    self.beta = beta
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRate = learningRate
    self.seed = seed
    self.dataset = dataset
  }

  /// Checks the settings.
  ///
  /// - Throws: `VAEError.invalidValue` for the first that is out of range.
  public func validate() throws {
    func require(_ isValid: Bool, _ name: String, _ value: Any, _ requirement: String) throws {
      guard isValid else {
        throw VAEError.invalidValue(name: name, value: "\(value)", requirement: requirement)
      }
    }
    try require((1...1_000_000).contains(epochs), "epochs", epochs, "must be 1 to 1000000")
    try require((1...65_536).contains(batchSize), "batch size", batchSize, "must be 1 to 65536")
    try require(
      learningRate.isFinite && learningRate > 0, "learning rate", learningRate,
      "must be a finite number above 0")
    try require(beta.isFinite && beta >= 0, "beta", beta, "must be a finite number, 0 or above")
    try model.validate()
  }
}

// MARK: - Metadata

extension TrainingConfiguration {
  /// The settings as texts, as a checkpoint's metadata holds them.
  var metadata: [String: String] {
    [
      "architecture": model.architecture.rawValue, "rows": "\(model.rows)",
      "columns": "\(model.columns)", "hidden": "\(model.hidden)", "latent": "\(model.latent)",
      "beta": "\(beta)", "epochs": "\(epochs)", "batch_size": "\(batchSize)",
      "learning_rate": "\(learningRate)", "seed": "\(seed)", "dataset": dataset,
    ]
  }

  /// Reads settings from a checkpoint's metadata.
  ///
  /// - Throws: `MetadataReader.Problem`, `VAEError.invalidValue`.
  init(_ reader: MetadataReader) throws {
    try self.init(
      model: ModelConfiguration(reader), beta: reader.value("beta"),
      epochs: reader.value("epochs"), batchSize: reader.value("batch_size"),
      learningRate: reader.value("learning_rate"), seed: reader.value("seed"),
      dataset: reader.value("dataset"))
    try validate()
  }
}

extension ModelConfiguration {
  /// Reads the network's sizes from a checkpoint's metadata.
  ///
  /// - Throws: `MetadataReader.Problem`, `VAEError.invalidValue`.
  init(_ reader: MetadataReader) throws {
    let name: String = try reader.value("architecture")
    guard let architecture = Architecture(rawValue: name) else {
      throw MetadataReader.Problem(description: "its architecture '\(name)' is unknown")
    }
    try self.init(
      architecture: architecture, rows: reader.value("rows"), columns: reader.value("columns"),
      hidden: reader.value("hidden"), latent: reader.value("latent"))
    try validate()
  }
}

/// Reads typed values from texts.
struct MetadataReader {
  let texts: [String: String]

  /// What is wrong with the texts.
  struct Problem: Error, CustomStringConvertible {
    let description: String
  }

  /// The value under a key.
  ///
  /// - Throws: `Problem` where it is missing or of another kind.
  func value<Value: LosslessStringConvertible>(_ key: String) throws -> Value {
    guard let text = texts[key] else {
      throw Problem(description: "its metadata lacks '\(key)'")
    }
    guard let value = Value(text) else {
      throw Problem(description: "its metadata has '\(key)' as '\(text)'")
    }
    return value
  }
}
