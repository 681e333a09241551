import Arrays
import Datasets
import Layers
import Tensors

/// How far training has come.
public struct TrainingProgress: Sendable, Hashable {
  /// Epochs that are finished, test loss included.
  public var epoch = 0
  /// Batches of the epoch after those that are done.
  public var batch = 0
  /// Where the stream of training noise goes on.
  public var noisePosition: UInt64 = 0
  /// The loss's parts over the batches of the unfinished epoch.
  public var sums = LossSums()

  /// The start of training.
  public init() {}
}

/// Trains a variational autoencoder, batch by batch.
///
/// What it does is a function of configuration and data. Its state between two batches can be saved
/// as a `Checkpoint`, and a trainer that is restored from there goes on with the same bits.
public final class Trainer {
  /// The settings.
  public let configuration: TrainingConfiguration
  /// The network that is trained.
  public let model: VariationalAutoencoder
  /// The optimiser with its running means.
  public private(set) var optimizer: Adam
  /// How far training has come.
  public private(set) var progress: TrainingProgress
  /// The images.
  public let data: MNIST

  /// Whether the gradients of an epoch's last batch are kept, for those who look at them.
  public var keepsGradients = false
  /// The gradients of the last batch of the epoch, by the names of the weights; empty where they were not
  /// kept, or the batch is not done.
  public private(set) var lastGradients: [(name: String, gradient: Tensor)] = []

  private let parameters: [NamedParameter]
  private var noise: RandomGenerator
  private var batches: Batches

  /// Draws of latents in a batch of the test set, which the test loss's noise depends on.
  static let testBatchSize = 500

  /// Starts training from initial weights.
  ///
  /// - Parameters:
  ///   - configuration: The settings; the model's image size and classes are those of the data.
  ///   - data: The images.
  /// - Throws: `VAEError.invalidValue` where the network cannot take images of that size.
  public convenience init(_ configuration: TrainingConfiguration, data: MNIST) throws {
    var configuration = configuration
    configuration.model.rows = data.train.rows
    configuration.model.columns = data.train.columns
    if configuration.model.isConditional {
      configuration.model.classes = max(data.train.classes, data.test.classes)
    }
    try configuration.validate()
    self.init(
      configuration, data: data,
      model: VariationalAutoencoder(configuration.model, seed: configuration.seed),
      optimizer: Adam(learningRate: configuration.learningRate), progress: TrainingProgress())
  }

  init(
    _ configuration: TrainingConfiguration, data: MNIST, model: VariationalAutoencoder,
    optimizer: Adam, progress: TrainingProgress
  ) {
    self.configuration = configuration
    self.data = data
    self.model = model
    self.optimizer = optimizer
    self.progress = progress
    parameters = model.trainableParameters
    noise = RandomStreams.training(seed: configuration.seed, position: progress.noisePosition)
    batches = Self.batches(configuration, data, epoch: progress.epoch)
  }

  /// The batches of an epoch.
  public var batchCount: Int { batches.count }

  /// The mean loss over the batches of the unfinished epoch.
  public var runningLoss: Loss { progress.sums.mean(beta: configuration.beta) }

  /// Trains with the epoch's next batch; does nothing when the epoch has no more.
  ///
  /// - Throws: `VAEError.diverged` where the loss is not finite; the weights are then unchanged.
  public func step() throws {
    guard progress.batch < batches.count else { return }
    // The record is released before the update, which can then change the weights in place.
    let gradients = try lossGradients(batches[progress.batch])
    Profiler.span("Adam", .update) { optimizer.update(parameters, gradients: gradients) }
    progress.batch += 1
    progress.noisePosition = noise.position
    if keepsGradients && progress.batch == batches.count {
      lastGradients = zip(parameters, gradients).map { ($0.name, $1) }
    }
  }

  /// Adds a batch's loss to the sums and gives its gradients.
  private func lossGradients(_ batch: Batch) throws -> [Tensor] {
    let bound = lowerBound(
      batch, pixels: RandomStreams.binarization(seed: configuration.seed, epoch: progress.epoch),
      noise: &noise,
      beta: configuration.beta(
        epoch: progress.epoch, batch: progress.batch, of: batches.count))
    guard bound.loss.asDouble.isFinite else {
      throw VAEError.diverged(epoch: progress.epoch + 1, batch: progress.batch + 1)
    }
    progress.sums.add(bound, images: batch.count)
    return gradients(of: bound.loss, with: parameters)
  }

  /// The loss of a batch.
  private func lowerBound(
    _ batch: Batch, pixels: RandomGenerator, noise: inout RandomGenerator, beta: Double
  ) -> LowerBound {
    let input = Profiler.span("batch", .data) {
      model.input(batch, configuration.binarization, pixels)
    }
    let draws = configuration.importanceSamples
    let shape = (draws > 1 ? [draws] : []) + [batch.count, configuration.model.latent]
    let drawn = Profiler.span("noise", .data) { Tensor(noise.normal(shape)) }
    return model.lowerBound(
      images: input.images, labels: input.labels, noise: drawn, beta: beta,
      finalBeta: configuration.beta)
  }

  /// The loss of all test images with the weights as they are.
  ///
  /// Each latent is drawn with noise that is a function of seed and epoch.
  ///
  /// - Parameter isInterrupted: Asked before each batch.
  /// - Returns: The loss, or nil after an interruption.
  public func testLoss(isInterrupted: () -> Bool = { false }) -> Loss? {
    var generator = RandomStreams.test(seed: configuration.seed, epoch: progress.epoch + 1)
    var sums = LossSums()
    let size = max(1, Self.testBatchSize / configuration.importanceSamples)
    return withoutRecording {
      for batch in Batches(of: data.test, batchSize: size, seed: nil) {
        if isInterrupted() { return nil }
        let bound = lowerBound(
          batch, pixels: RandomStreams.testBinarization, noise: &generator,
          beta: configuration.beta)
        sums.add(bound, images: batch.count)
      }
      return sums.mean(beta: configuration.beta)
    }
  }

  /// Goes on to the next epoch.
  public func finishEpoch() {
    progress.epoch += 1
    progress.batch = 0
    progress.sums = LossSums()
    lastGradients = []
    batches = Self.batches(configuration, data, epoch: progress.epoch)
  }

  private static func batches(
    _ configuration: TrainingConfiguration, _ data: MNIST, epoch: Int
  ) -> Batches {
    Batches(
      of: data.train, batchSize: configuration.batchSize, seed: configuration.seed, epoch: epoch)
  }
}
