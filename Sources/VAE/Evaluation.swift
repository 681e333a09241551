import Arrays
import Datasets
import Layers
import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a trained network achieves on test images.
public struct Evaluation: Sendable, Hashable {
  /// The number of images.
  public let images: Int
  /// The negative evidence lower bound per image in nats, with one draw of each latent, and its parts.
  public let lowerBound: Loss
  /// The estimate of log p(x) per image in nats, from importance weights.
  public let logLikelihood: Double
  /// The draws of each image's latent in that estimate.
  public let samples: Int
  /// The dimensions of the latent whose posterior mean varies over the images by more than 0.01
  /// (Burda, Grosse and Salakhutdinov 2016, section 5.2).
  public let activeUnits: Int
  /// The dimensions of the latent.
  public let latent: Int
}

/// Measures a trained network on images.
///
/// Images of networks that were trained on black and white are made so as in training's tests, by a
/// draw that is the same for every run. Noise is a function of the seed.
public struct Evaluator {
  private let model: VariationalAutoencoder
  private let binarization: Binarization
  private let batches: Batches
  private let seed: UInt64
  private let samples: Int

  /// The variance of a posterior mean above which a dimension counts as active.
  static let activity = 0.01
  /// Latents that are decoded at once.
  private static let rows = 2_000

  /// Takes a network to measure.
  ///
  /// - Parameters:
  ///   - checkpoint: The network.
  ///   - images: The images, and their labels for conditional networks.
  ///   - samples: The draws of each image's latent for the likelihood.
  ///   - seed: Selects noise.
  /// - Throws: `VAEError` where a number is out of range or the images do not fit the network.
  public init(
    _ checkpoint: Checkpoint, images: ImageDataset, samples: Int = 500, seed: UInt64 = 0
  ) throws {
    guard (1...Self.mostSamples).contains(samples) else {
      throw VAEError.invalidValue(
        name: "samples", value: "\(samples)", requirement: "must be 1 to \(Self.mostSamples)")
    }
    try images.check(for: checkpoint.configuration.model)
    model = try checkpoint.model()
    binarization = checkpoint.configuration.binarization
    batches = Batches(of: images, batchSize: Trainer.testBatchSize, seed: nil)
    (self.seed, self.samples) = (seed, samples)
  }

  /// The most draws for one image.
  static let mostSamples = 1_000_000

  /// Measures; its time is mostly that of decoding `samples` latents for each image.
  ///
  /// - Parameter progress: Told for how many images that is done, and for how many it will be.
  public func evaluate(progress: (Int, Int) -> Void = { _, _ in }) -> Evaluation {
    var generator = RandomStreams.evaluation(seed: seed)
    var sums = LossSums()
    var likelihood = 0.0
    var spread = Spread(dimensions: model.configuration.latent)
    withoutRecording {
      for batch in batches {
        let input = input(batch)
        let noise = Tensor(generator.normal([batch.count, model.configuration.latent]))
        sums.add(
          model.lowerBound(images: input.images, labels: input.labels, noise: noise),
          images: batch.count)
        let posterior = model.encode(input.images, labels: input.labels)
        spread.add(posterior.mean.array)
      }
      var done = 0
      for batch in Batches(of: batches.dataset, batchSize: imagesAtOnce, seed: nil) {
        likelihood += logLikelihood(batch, &generator)
        done += batch.count
        progress(done, batches.dataset.count)
      }
    }
    return Evaluation(
      images: batches.dataset.count, lowerBound: sums.mean(beta: 1),
      logLikelihood: likelihood / Double(batches.dataset.count), samples: samples,
      activeUnits: spread.variances.count { $0 > Self.activity },
      latent: model.configuration.latent)
  }

  /// The posterior means of all images, (count, latent), and their labels.
  public func latents() -> (means: NDArray, labels: [Int]) {
    let means = withoutRecording {
      batches.map { batch in
        let input = input(batch)
        return model.encode(input.images, labels: input.labels).mean.array
      }
    }
    let labels = batches.dataset.labels.scalars(UInt8.self).map { Int($0) }
    return (NDArray.concatenate(means, axis: 0), labels)
  }

  private func input(_ batch: Batch) -> (images: Tensor, labels: Tensor?) {
    model.input(batch, binarization, RandomStreams.testBinarization)
  }

  // MARK: Likelihood

  /// Images whose latents are decoded together.
  private var imagesAtOnce: Int { max(1, Self.rows / samples) }

  /// The sum of log p(x) over a batch of few images.
  private func logLikelihood(_ batch: Batch, _ generator: inout RandomGenerator) -> Double {
    let input = input(batch)
    let posterior = model.encode(input.images, labels: input.labels)
    let chunk = max(1, Self.rows / batch.count)
    let weights = stride(from: 0, to: samples, by: chunk).map { start in
      let draws = min(chunk, samples - start)
      let noise = generator.normal([draws, batch.count, model.configuration.latent])
      return model.importanceWeights(
        images: input.images, labels: input.labels, mean: posterior.mean,
        logVariance: posterior.logVariance, noise: Tensor(noise)
      ).logarithms(beta: 1).array
    }
    let logarithms = NDArray.concatenate(weights, axis: 0).cast(to: .float64)
    let sums = logarithms.logSumExp(axes: [0]).scalars(Double.self)
    return sums.reduce(0, +) - Double(batch.count) * log(Double(samples))
  }
}

/// The variance of each of many numbers over rows, in double precision.
private struct Spread {
  private var count = 0
  private var means: [Double]
  private var squares: [Double]

  init(dimensions: Int) {
    means = [Double](repeating: 0, count: dimensions)
    squares = means
  }

  /// Adds rows, (count, dimensions), by Welford's update.
  mutating func add(_ rows: NDArray) {
    rows.withScalars(of: Float.self) { numbers in
      for start in stride(from: 0, to: numbers.count, by: max(1, means.count)) {
        count += 1
        for index in means.indices {
          let distance = Double(numbers[start + index]) - means[index]
          means[index] += distance / Double(count)
          squares[index] += distance * (Double(numbers[start + index]) - means[index])
        }
      }
    }
  }

  /// The variances over the number of rows.
  var variances: [Double] { squares.map { $0 / Double(max(1, count)) } }
}
