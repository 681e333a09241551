import Datasets

/// Everything that determines a training run's numbers, apart from the machine.
public struct TrainingConfiguration: Sendable, Hashable {
  /// The network.
  public var model: ModelConfiguration
  /// The weight of the divergence in the loss.
  public var beta: Double
  /// The epochs over which the weight of the divergence grows evenly from 0; 0 for none.
  public var betaWarmup: Int
  /// The draws of the latent for each image; from 2 on, the bound of Burda, Grosse and Salakhutdinov
  /// ("Importance weighted autoencoders", 2016) is trained instead of the evidence lower bound.
  public var importanceSamples: Int
  /// What becomes of grey pixels.
  public var binarization: Binarization
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
    model: ModelConfiguration = ModelConfiguration(), beta: Double = 1, betaWarmup: Int = 0,
    importanceSamples: Int = 1, binarization: Binarization = .none, epochs: Int = 10,
    batchSize: Int = 128, learningRate: Double = 1e-3, seed: UInt64 = 0, dataset: String = "mnist"
  ) {
    self.model = model
    self.beta = beta
    self.betaWarmup = betaWarmup
    self.importanceSamples = importanceSamples
    self.binarization = binarization
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
    try require(
      (0...1_000_000).contains(betaWarmup), "beta warm-up", betaWarmup, "must be 0 to 1000000")
    try require(
      (1...Self.mostSamples).contains(importanceSamples), "importance samples", importanceSamples,
      "must be 1 to \(Self.mostSamples)")
    let rows = batchSize * importanceSamples
    try require(rows <= 65_536, "batch size × importance samples", rows, "must be at most 65536")
    try model.validate()
  }

  /// The most draws of the latent for one image.
  static let mostSamples = 1_000

  /// The weight of the divergence in a batch of an epoch, both from 0.
  func beta(epoch: Int, batch: Int, of count: Int) -> Double {
    guard epoch < betaWarmup else { return beta }
    return beta * (Double(epoch) + Double(batch) / Double(max(1, count))) / Double(betaWarmup)
  }

  /// What `--model` calls the network and its training.
  public var modelName: ModelName {
    switch model.architecture {
    case .mlp: importanceSamples > 1 ? .iwae : .mlp
    case .conv: .conv
    case .conditional: .conditional
    }
  }

  /// What `--model` calls the network and its training, the layers' sizes, and the settings of
  /// training that are not the default, in one line.
  public var summary: String {
    (["\(modelName.rawValue) \(model.sizes)"] + extraFacts.map { "\($0.label) \($0.value)" })
      .joined(separator: ", ")
  }
}

/// What `--model` takes: a family of networks, or a way to train one.
public enum ModelName: String, Sendable, CaseIterable {
  /// One hidden layer on each side.
  case mlp
  /// Two convolutions on each side.
  case conv
  /// One hidden layer on each side, told the label.
  case conditional
  /// The network of `mlp`, trained with importance weights.
  case iwae

  /// The family of networks.
  var architecture: ModelConfiguration.Architecture {
    switch self {
    case .mlp, .iwae: .mlp
    case .conv: .conv
    case .conditional: .conditional
    }
  }
}

// MARK: - Metadata

extension TrainingConfiguration {
  /// The settings as texts, as a checkpoint's metadata holds them.
  var metadata: [String: String] {
    var texts = [
      "architecture": model.architecture.rawValue, "rows": "\(model.rows)",
      "columns": "\(model.columns)", "hidden": "\(model.hidden)", "latent": "\(model.latent)",
      "beta": "\(beta)", "epochs": "\(epochs)", "batch_size": "\(batchSize)",
      "learning_rate": "\(learningRate)", "seed": "\(seed)", "dataset": dataset,
    ]
    if model.isConditional { texts["classes"] = "\(model.classes)" }
    for fact in extraFacts { texts[fact.key] = fact.value }
    return texts
  }

  /// The settings that only some runs have: metadata names them where they are not the default.
  var extraFacts: [(key: String, label: String, value: String)] {
    [
      ("beta_warmup", "beta warm-up", "\(betaWarmup)", betaWarmup != 0),
      ("importance_samples", "importance samples", "\(importanceSamples)", importanceSamples != 1),
      ("binarize", "binarize", binarization.rawValue, binarization != .none),
    ].filter(\.3).map { ($0.0, $0.1, $0.2) }
  }

  /// Reads settings from a checkpoint's metadata.
  ///
  /// - Throws: `MetadataReader.Problem`, `VAEError.invalidValue`.
  init(_ reader: MetadataReader) throws {
    let name: String = try reader.value("binarize", default: Binarization.none.rawValue)
    guard let binarization = Binarization(rawValue: name) else {
      throw MetadataReader.Problem(description: "its metadata has 'binarize' as '\(name)'")
    }
    try self.init(
      model: ModelConfiguration(reader), beta: reader.value("beta"),
      betaWarmup: reader.value("beta_warmup", default: 0),
      importanceSamples: reader.value("importance_samples", default: 1),
      binarization: binarization, epochs: reader.value("epochs"),
      batchSize: reader.value("batch_size"), learningRate: reader.value("learning_rate"),
      seed: reader.value("seed"), dataset: reader.value("dataset"))
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
      hidden: reader.value("hidden"), latent: reader.value("latent"),
      classes: architecture == .conditional ? reader.value("classes") : 0)
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

  /// The value under a key, or `fallback` where there is none.
  ///
  /// - Throws: `Problem` where it is of another kind.
  func value<Value: LosslessStringConvertible>(
    _ key: String, default fallback: Value
  ) throws -> Value {
    texts[key] == nil ? fallback : try value(key)
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
