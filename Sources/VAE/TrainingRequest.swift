import Datasets
import Layers

/// What a person asks of training; what is left out comes from the checkpoint or the defaults.
public struct TrainingRequest: Sendable {
  /// The network and how it is trained.
  public var model: ModelName?
  /// Passes over the training images.
  public var epochs: Int?
  /// Images in a batch.
  public var batchSize: Int?
  /// The size of Adam's steps.
  public var learningRate: Double?
  /// Selects initial weights, order of images and noise.
  public var seed: UInt64?
  /// The units of the hidden layers.
  public var hidden: Int?
  /// The dimensions of the latent space.
  public var latent: Int?
  /// The weight of the divergence.
  public var beta: Double?
  /// The epochs over which that weight grows from 0.
  public var betaWarmup: Int?
  /// The draws of the latent for each image.
  public var importanceSamples: Int?
  /// What becomes of grey pixels.
  public var binarization: Binarization?
  /// The data set's name.
  public var dataset: String?
  /// A folder with the data set's files, or a name of `datasets`.
  public var dataFolder: String?
  /// The run folder; a new one, or when resuming the newest, where nil.
  public var output: String?
  /// Whether to go on from the newest checkpoint.
  public var resume = false
  /// The number of checkpoints to keep.
  public var keep = 3
  /// Whether to measure where the time of steps goes.
  public var profile = false
  /// Whether to write event files for TensorBoard.
  public var tensorBoard = false

  /// Creates a request that leaves everything to the defaults.
  public init() {}

  /// The names that `--dataset` and `--data` take.
  public static let datasets = ["mnist", "fashion-mnist"]

  /// The settings over defaults or a checkpoint's.
  func configuration(over base: TrainingConfiguration = .init()) -> TrainingConfiguration {
    var result = base
    result.epochs = epochs ?? base.epochs
    result.batchSize = batchSize ?? base.batchSize
    result.learningRate = learningRate ?? base.learningRate
    result.seed = seed ?? base.seed
    result.beta = beta ?? base.beta
    result.betaWarmup = betaWarmup ?? base.betaWarmup
    result.binarization = binarization ?? base.binarization
    result.importanceSamples = importanceSamples ?? samples(over: base)
    if let model, model.architecture != base.model.architecture {
      result.model = ModelConfiguration(
        architecture: model.architecture, rows: base.model.rows, columns: base.model.columns)
    }
    result.model.hidden = hidden ?? base.model.hidden
    result.model.latent = latent ?? base.model.latent
    let folder = dataFolder.map { Self.datasets.contains($0) ? $0 : FileSystem.absolute($0) }
    result.dataset = folder ?? dataset ?? base.dataset
    return result
  }

  /// The draws for each image where no flag gives their number.
  private func samples(over base: TrainingConfiguration) -> Int {
    switch model {
    case .iwae: base.importanceSamples > 1 ? base.importanceSamples : Self.defaultSamples
    case .mlp: 1
    case .conv, .conditional, nil: base.importanceSamples
    }
  }

  /// The draws for each image of `--model iwae`.
  static let defaultSamples = 5

  /// Checks what can be checked without files.
  ///
  /// - Throws: `VAEError.invalidValue`, `VAEError.unsuitable`.
  func validate() throws {
    try configuration().validate()
    if model == .iwae && importanceSamples == 1 {
      throw VAEError.invalidValue(
        name: "importance samples", value: "1", requirement: "must be 2 or more for --model iwae")
    }
    if model == .conv && hidden != nil {
      throw VAEError.unsuitable("--hidden does not go with --model conv")
    }
    guard (1...1_000_000).contains(keep) else {
      throw VAEError.invalidValue(
        name: "keep", value: "\(keep)", requirement: "must be 1 to 1000000")
    }
    if let dataset, !Self.datasets.contains(dataset) {
      throw VAEError.invalidValue(
        name: "dataset", value: dataset,
        requirement: "must be \(Self.datasets.joined(separator: " or ")); --data names a folder")
    }
    if output == "" {
      throw VAEError.invalidValue(name: "output", value: "''", requirement: "must name a folder")
    }
    if dataset != nil && dataFolder != nil {
      throw VAEError.unsuitable("--dataset and --data exclude each other")
    }
  }

  /// The settings to go on from a checkpoint with.
  ///
  /// - Throws: `VAEError.resumeConflict` with all that cannot change.
  func configuration(resuming checkpoint: Checkpoint, at path: String) throws
    -> TrainingConfiguration
  {
    let old = checkpoint.configuration
    let new = configuration(over: old)
    let pairs: [(name: String, old: String, new: String)] = [
      ("model", old.modelName.rawValue, new.modelName.rawValue),
      ("beta warm-up", "\(old.betaWarmup)", "\(new.betaWarmup)"),
      ("importance samples", "\(old.importanceSamples)", "\(new.importanceSamples)"),
      ("binarize", old.binarization.rawValue, new.binarization.rawValue),
      ("batch size", "\(old.batchSize)", "\(new.batchSize)"),
      ("learning rate", "\(old.learningRate)", "\(new.learningRate)"),
      ("seed", "\(old.seed)", "\(new.seed)"), ("beta", "\(old.beta)", "\(new.beta)"),
      ("hidden", "\(old.model.hidden)", "\(new.model.hidden)"),
      ("latent", "\(old.model.latent)", "\(new.model.latent)"),
      ("dataset", old.dataset, new.dataset),
    ]
    var differences = pairs.filter { $0.old != $0.new }.map {
      "\($0.name) is \($0.old) in the checkpoint and \($0.new) in the flags"
    }
    let model = VariationalAutoencoder(unfilled: new.model)
    if let mismatch = ParameterMismatch(checkpoint.weights, parameters: model.parameters) {
      differences.append(mismatch.description)
    }
    guard differences.isEmpty else {
      throw VAEError.resumeConflict(path, differences: differences)
    }
    return new
  }
}

extension TrainingConfiguration {
  /// Where the images come from.
  var source: DatasetSource { DatasetSource(dataset) }

  /// The data set's name in the names of folders.
  var datasetName: String {
    let name = dataset.split(separator: "/").last.map(String.init) ?? "data"
    return String(name.filter { $0.isLetter || $0.isNumber || "-_.".contains($0) })
  }
}
