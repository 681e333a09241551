import Arrays
import Tensors

/// The negative evidence lower bound of a batch (Kingma & Welling 2014, equation 10): reconstruction
/// plus β times divergence. β = 1 is the bound itself, others the objective of Higgins et al. (2017).
/// With several draws for each image it is the bound of importance-weighted autoencoders instead.
public struct LowerBound {
  /// What training minimises: the loss per image in nats, without axes.
  public let loss: Tensor
  /// −log p(x|z), summed over pixels and images, in nats; the mean over draws.
  public let reconstruction: Tensor
  /// The divergence of q(z|x) from p(z), summed over dimensions and images, in nats.
  public let divergence: Tensor
  /// −log (1/k) Σ w of k importance weights, summed over images, in nats; nil for one draw.
  public let importance: Tensor?
}

extension VariationalAutoencoder {
  /// The negative evidence lower bound of images.
  ///
  /// - Parameters:
  ///   - images: Pixels in 0…1, (batch, …).
  ///   - labels: The images' labels, for conditional networks.
  ///   - noise: Standard normal numbers: (batch, latent) for one draw of each latent, or
  ///     (draws, batch, latent) for the bound with importance weights.
  ///   - beta: The weight of the divergence.
  ///   - finalBeta: The weight in `importance`, where that of the loss still grows.
  public func lowerBound(
    images: Tensor, labels: Tensor? = nil, noise: Tensor, beta: Double = 1,
    finalBeta: Double? = nil
  ) -> LowerBound {
    let (mean, logVariance) = encode(images, labels: labels)
    let divergence = Tensor.gaussianKL(mean: mean, logVariance: logVariance, reduction: .sum)
    let count = Double(max(1, images.shape[0]))
    if noise.rank == 3 {
      let weights = importanceWeights(
        images: images, labels: labels, mean: mean, logVariance: logVariance, noise: noise)
      let total = -weights.bound(beta: beta).sum()
      let final = finalBeta ?? beta
      return LowerBound(
        loss: total / count,
        reconstruction: -weights.evidence.sum() / Double(max(1, noise.shape[0])),
        divergence: divergence,
        importance: final == beta ? total : -weights.bound(beta: final).sum())
    }
    let latent = reparameterize(mean: mean, logVariance: logVariance, noise: noise)
    let logits = decode(latent, labels: labels)
    let reconstruction = logits.binaryCrossEntropy(targets: images, reduction: .sum)
    let total = beta == 1 ? reconstruction + divergence : reconstruction + divergence * beta
    return LowerBound(
      loss: total / count, reconstruction: reconstruction, divergence: divergence, importance: nil)
  }
}

/// The parts of the loss, summed over images, and their number.
public struct LossSums: Sendable, Hashable {
  /// The sum of −log p(x|z) in nats.
  public var reconstruction = 0.0
  /// The sum of the divergences in nats.
  public var divergence = 0.0
  /// The sum of the bounds with importance weights in nats; nil where there are none.
  public var importance: Double?
  /// The number of images.
  public var images = 0

  /// Creates sums over no images.
  public init() {}

  /// Adds one batch.
  public mutating func add(_ bound: LowerBound, images count: Int) {
    reconstruction += bound.reconstruction.asDouble
    divergence += bound.divergence.asDouble
    if let batch = bound.importance { importance = (importance ?? 0) + batch.asDouble }
    images += count
  }

  /// The means per image.
  public func mean(beta: Double) -> Loss {
    let count = Double(max(1, images))
    return Loss(
      reconstruction: reconstruction / count, divergence: divergence / count, beta: beta,
      importance: importance.map { $0 / count })
  }
}

/// A loss per image in nats and its parts.
public struct Loss: Sendable, Hashable {
  /// Reconstruction plus β times divergence; with importance weights their bound, which is lower.
  public let total: Double
  /// −log p(x|z).
  public let reconstruction: Double
  /// The divergence of q(z|x) from p(z).
  public let divergence: Double

  /// Puts the parts together.
  public init(
    reconstruction: Double, divergence: Double, beta: Double, importance: Double? = nil
  ) {
    total = importance ?? reconstruction + beta * divergence
    self.reconstruction = reconstruction
    self.divergence = divergence
  }
}

extension Tensor {
  /// The only element as a double.
  var asDouble: Double {
    dataType == .float64 ? scalar(Double.self) : Double(scalar(Float.self))
  }
}
