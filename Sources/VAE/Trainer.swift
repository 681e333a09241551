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

  private let parameters: [NamedParameter]
  private var noise: RandomGenerator
  private var batches: Batches

  /// Images in a batch of the test set, which the test loss's noise depends on.
  static let testBatchSize = 500

  /// Starts training from initial weights.
  ///
  /// - Parameters:
  ///   - configuration: The settings; the model's image size is that of the data.
  ///   - data: The images.
  public convenience init(_ configuration: TrainingConfiguration, data: MNIST) {
    var configuration = configuration
    configuration.model.rows = data.train.rows
    configuration.model.columns = data.train.columns
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
    let gradients = try lossGradients(Tensor(batches[progress.batch].images()))
    optimizer.update(parameters, gradients: gradients)
    progress.batch += 1
    progress.noisePosition = noise.position
  }

  /// Adds a batch's loss to the sums and gives its gradients.
  private func lossGradients(_ images: Tensor) throws -> [Tensor] {
    let count = images.shape[0]
    let bound = model.lowerBound(
      images: images, noise: Tensor(noise.normal([count, configuration.model.latent])),
      beta: configuration.beta)
    guard bound.loss.asDouble.isFinite else {
      throw VAEError.diverged(epoch: progress.epoch + 1, batch: progress.batch + 1)
    }
    progress.sums.add(bound, images: count)
    return gradients(of: bound.loss, with: parameters)
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
    let batches = Batches(of: data.test, batchSize: Self.testBatchSize, seed: nil)
    return withoutRecording {
      for batch in batches {
        if isInterrupted() { return nil }
        let noise = Tensor(generator.normal([batch.count, configuration.model.latent]))
        let bound = model.lowerBound(
          images: Tensor(batch.images()), noise: noise, beta: configuration.beta)
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
    batches = Self.batches(configuration, data, epoch: progress.epoch)
  }

  private static func batches(
    _ configuration: TrainingConfiguration, _ data: MNIST, epoch: Int
  ) -> Batches {
    Batches(
      of: data.train, batchSize: configuration.batchSize, seed: configuration.seed, epoch: epoch)
  }
}
