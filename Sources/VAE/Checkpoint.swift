import ArrayFiles
import Arrays
import Datasets
import Layers

/// Everything that training needs to go on: a safetensors file.
///
/// Weights are under their dotted names, the optimiser's running means under
/// `optimizer.first_moment.` and `optimizer.second_moment.` and the same names; settings, progress
/// and the random generator's state are texts in the metadata. Equal states give equal bytes.
public struct Checkpoint: Sendable {
  /// The settings of the run.
  public var configuration: TrainingConfiguration
  /// How far training had come.
  public var progress: TrainingProgress
  /// The optimiser's steps.
  public var step: Int
  /// The number of training images, which the position in an epoch refers to.
  public var trainImages: Int
  /// The weights by dotted name.
  public var weights: [String: NDArray]
  /// The optimiser's running means by the weights' names; empty before the first step.
  public var moments: [String: Adam.Moments]

  static let format = "tessera-vae"
  static let checksumKey = "checksum"
  private static let firstPrefix = "optimizer.first_moment."
  private static let secondPrefix = "optimizer.second_moment."
}

// MARK: - Files

extension Checkpoint {
  /// Reads a checkpoint.
  ///
  /// - Throws: `ArrayFileError` where it is no safetensors file, `VAEError.notCheckpoint` where it
  ///   lacks what training needs, `VAEError.otherArchitecture` where its tensors do not fit its
  ///   settings, or the default ones where it has none.
  public init(contentsOf path: String) throws {
    try self.init(SafetensorsFile(contentsOf: path), name: path)
  }

  init(_ file: SafetensorsFile, name: String) throws {
    let reader = MetadataReader(texts: file.metadata)
    do {
      guard file.metadata["format"] == Self.format else {
        let model = VariationalAutoencoder(unfilled: ModelConfiguration())
        try Self.check(Self.weights(of: file), model.parameters, name)
        throw MetadataReader.Problem(description: "it has weights, but no settings of training")
      }
      configuration = try TrainingConfiguration(reader)
      (progress, step) = try Self.progress(reader)
      trainImages = try reader.value("train_images")
    } catch let problem as MetadataReader.Problem {
      throw VAEError.notCheckpoint(name, reason: problem.description)
    } catch VAEError.invalidValue(let setting, let value, let requirement) {
      throw VAEError.notCheckpoint(name, reason: "its \(setting) \(value) \(requirement)")
    }
    let model = VariationalAutoencoder(unfilled: configuration.model)
    weights = Self.weights(of: file)
    try Self.check(weights, model.parameters, name)
    moments = [:]
    let first = Self.tensors(of: file, under: Self.firstPrefix)
    let second = Self.tensors(of: file, under: Self.secondPrefix)
    let isFresh = step == 0 && first.isEmpty && second.isEmpty
    for means in isFresh ? [] : [first, second] {
      try Self.check(means, model.trainableParameters, name)
    }
    moments = first.reduce(into: [:]) { moments, entry in
      moments[entry.key] = second[entry.key].map { Adam.Moments(first: entry.value, second: $0) }
    }
    guard file.metadata[Self.checksumKey] == Self.checksum(of: file) else {
      throw VAEError.notCheckpoint(
        name, reason: "it is damaged: its contents do not have the checksum that it gives")
    }
  }

  /// A CRC-32 of all metadata and tensors, as eight hexadecimal digits.
  static func checksum(of file: SafetensorsFile) -> String {
    var sum = Checksum()
    for (key, value) in file.metadata.sorted(by: { $0.key < $1.key }) where key != checksumKey {
      sum.add("\(key)=\(value)\n")
    }
    for (name, array) in file.tensors.sorted(by: { $0.name < $1.name }) {
      sum.add("\(name)\n")
      array.withBytes { sum.add($0) }
    }
    return sum.description
  }

  /// Writes the checkpoint; a crash leaves the old file or the new one.
  ///
  /// - Throws: `ArrayFileError.file` where the system refuses.
  public func write(to path: String) throws { try file.write(to: path) }

  var file: SafetensorsFile {
    var tensors = weights.map { (name: $0.key, array: $0.value) }
    for (name, means) in moments {
      tensors.append((Self.firstPrefix + name, means.first))
      tensors.append((Self.secondPrefix + name, means.second))
    }
    var state = [
      "format": Self.format, "version": TesseraVersion.current, "step": "\(step)",
      "epoch": "\(progress.epoch)", "batch": "\(progress.batch)",
      "noise_position": "\(progress.noisePosition)",
      "sum_reconstruction": "\(progress.sums.reconstruction)",
      "sum_divergence": "\(progress.sums.divergence)", "sum_images": "\(progress.sums.images)",
      "train_images": "\(trainImages)",
    ]
    state["sum_importance"] = progress.sums.importance.map { "\($0)" }
    var file = SafetensorsFile(
      metadata: configuration.metadata.merging(state) { $1 },
      tensors: tensors.sorted { $0.name < $1.name })
    file.metadata[Self.checksumKey] = Self.checksum(of: file)
    return file
  }

  private static func progress(
    _ reader: MetadataReader
  ) throws -> (TrainingProgress, step: Int) {
    var progress = TrainingProgress()
    progress.epoch = try reader.value("epoch")
    progress.batch = try reader.value("batch")
    progress.noisePosition = try reader.value("noise_position")
    progress.sums.reconstruction = try reader.value("sum_reconstruction")
    progress.sums.divergence = try reader.value("sum_divergence")
    if reader.texts["sum_importance"] != nil {
      progress.sums.importance = try reader.value("sum_importance")
    }
    progress.sums.images = try reader.value("sum_images")
    let step: Int = try reader.value("step")
    guard progress.epoch >= 0, progress.batch >= 0, step >= 0, progress.sums.images >= 0 else {
      throw MetadataReader.Problem(description: "its metadata has a negative position")
    }
    return (progress, step)
  }

  private static func tensors(
    of file: SafetensorsFile, under prefix: String
  ) -> [String: NDArray] {
    file.tensors.reduce(into: [:]) { tensors, tensor in
      guard tensor.name.hasPrefix(prefix) else { return }
      tensors[String(tensor.name.dropFirst(prefix.count))] = tensor.array
    }
  }

  /// The tensors of a file that are no optimiser's.
  static func weights(of file: SafetensorsFile) -> [String: NDArray] {
    tensors(of: file, under: "").filter {
      !$0.key.hasPrefix(firstPrefix) && !$0.key.hasPrefix(secondPrefix)
    }
  }

  static func check(
    _ arrays: [String: NDArray], _ parameters: [NamedParameter], _ name: String
  ) throws {
    if let mismatch = ParameterMismatch(arrays, parameters: parameters) {
      throw VAEError.otherArchitecture(name, differences: mismatch.description)
    }
  }
}

// MARK: - Training

extension Trainer {
  /// The state between two batches.
  public var checkpoint: Checkpoint {
    Checkpoint(
      configuration: configuration, progress: progress, step: optimizer.step,
      trainImages: data.train.count,
      weights: model.parameters.reduce(into: [:]) { $0[$1.name] = $1.parameter.array },
      moments: optimizer.memories)
  }

  /// Goes on from a checkpoint.
  ///
  /// - Parameters:
  ///   - checkpoint: The state to go on from.
  ///   - name: What errors call the checkpoint.
  ///   - data: The images that it was trained with.
  /// - Throws: `VAEError.resumeConflict` where the data has another size,
  ///   `VAEError.otherArchitecture` where tensors do not fit the settings, and `VAEError.unsuitable`
  ///   where labels are none of the network's classes.
  public convenience init(
    from checkpoint: Checkpoint, named name: String = "checkpoint", data: MNIST
  ) throws {
    let configuration = checkpoint.configuration
    let sizes = [
      ("training images", data.train.count, checkpoint.trainImages),
      ("rows of pixels", data.train.rows, configuration.model.rows),
      ("columns of pixels", data.train.columns, configuration.model.columns),
    ]
    let differences = sizes.filter { $0.1 != $0.2 }.map {
      "the data has \($0.1) \($0.0), the checkpoint's had \($0.2)"
    }
    guard differences.isEmpty else {
      throw VAEError.resumeConflict(name, differences: differences)
    }
    try data.checkLabels(for: configuration.model)
    let model = VariationalAutoencoder(unfilled: configuration.model)
    try Checkpoint.check(checkpoint.weights, model.parameters, name)
    try model.load(checkpoint.weights)
    var optimizer = Adam(learningRate: configuration.learningRate)
    optimizer.step = checkpoint.step
    optimizer.memories = checkpoint.moments
    self.init(
      configuration, data: data, model: model, optimizer: optimizer, progress: checkpoint.progress)
  }
}
