import ArrayFiles
import Datasets

/// What `vae-evaluate` is asked for, as its flags say it.
public struct EvaluationFlags: Sendable {
  /// A run folder or a safetensors file; nil for the newest run.
  public var checkpoint: String?
  /// The draws of each image's latent for the likelihood.
  public var samples: Int
  /// Selects noise.
  public var seed: UInt64
  /// The most test images to take; nil for all.
  public var limit: Int?
  /// Where test images come from: a data set's name or a folder; nil for the model's data.
  public var data: String?
  /// A PNG file for the latents of the images.
  public var scatter: String?

  /// Collects flags.
  public init(
    checkpoint: String? = nil, samples: Int = 500, seed: UInt64 = 0, limit: Int? = nil,
    data: String? = nil, scatter: String? = nil
  ) {
    (self.checkpoint, self.samples, self.seed) = (checkpoint, samples, seed)
    (self.limit, self.data, self.scatter) = (limit, data, scatter)
  }

  /// What came of an evaluation.
  public struct Outcome: Sendable {
    /// The numbers.
    public let evaluation: Evaluation
    /// The path of the checkpoint's file.
    public let path: String
    /// The network and how it was trained, in one line.
    public let summary: String
    /// The data set's name or folder.
    public let dataset: String
  }

  /// Measures the network on test images, and draws their latents where a file for them is named.
  ///
  /// - Parameters:
  ///   - warn: Told about each damaged checkpoint that is skipped, in one line.
  ///   - progress: Told how many images are measured, and of how many.
  /// - Throws: `VAEError` where flags are out of range or do not suit the model, `ArrayFileError`,
  ///   `DatasetError` or `ImageError` where files are not as they must be.
  public func run(
    warn: (String) -> Void = { _ in }, progress: (Int, Int) -> Void = { _, _ in }
  ) throws -> Outcome {
    if let limit, limit < 1 {
      throw VAEError.invalidValue(
        name: "limit", value: "\(limit)", requirement: "must be 1 or more")
    }
    let (checkpoint, path) = try Checkpoint.locate(checkpoint, warn: warn)
    if let scatter {
      try AtomicFile.check(scatter, isNoneOf: [path] + (self.checkpoint.map { [$0] } ?? []))
    }
    let dataset = data ?? checkpoint.configuration.dataset
    let test = try MNIST.loadTest(DatasetSource(dataset))
    let evaluator = try Evaluator(
      checkpoint, images: limit.map { test.prefix($0) } ?? test, samples: samples, seed: seed)
    if let scatter { try evaluator.plot().image().write(to: scatter) }
    return Outcome(
      evaluation: evaluator.evaluate(progress: progress), path: path,
      summary: checkpoint.configuration.summary, dataset: dataset)
  }
}
