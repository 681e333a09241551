import Arrays
import Tensors

/// The negative evidence lower bound of a batch (Kingma & Welling 2014, equation 10): reconstruction
/// plus β times divergence. β = 1 is the bound itself, others the objective of Higgins et al. (2017).
public struct LowerBound {
  /// What training minimises: the loss per image in nats, without axes.
  public let loss: Tensor
  /// −log p(x|z), summed over pixels and images, in nats.
  public let reconstruction: Tensor
  /// The divergence of q(z|x) from p(z), summed over dimensions and images, in nats.
  public let divergence: Tensor
}

extension VariationalAutoencoder {
  /// The negative evidence lower bound of images, with one draw of the latent for each.
  ///
  /// - Parameters:
  ///   - images: Pixels in 0…1, (batch, pixels).
  ///   - noise: Standard normal numbers, (batch, latent).
  ///   - beta: The weight of the divergence.
  public func lowerBound(images: Tensor, noise: Tensor, beta: Double = 1) -> LowerBound {
    let (mean, logVariance) = encode(images)
    let logits = decode(reparameterize(mean: mean, logVariance: logVariance, noise: noise))
    let reconstruction = logits.binaryCrossEntropy(targets: images, reduction: .sum)
    let divergence = Tensor.gaussianKL(mean: mean, logVariance: logVariance, reduction: .sum)
    let total = beta == 1 ? reconstruction + divergence : reconstruction + divergence * beta
    return LowerBound(
      loss: total / Double(max(1, images.shape[0])), reconstruction: reconstruction,
      divergence: divergence)
  }
}

/// The parts of the loss, summed over images, and their number.
public struct LossSums: Sendable, Hashable {
  /// The sum of −log p(x|z) in nats.
  public var reconstruction = 0.0
  /// The sum of the divergences in nats.
  public var divergence = 0.0
  /// The number of images.
  public var images = 0

  /// Creates sums over no images.
  public init() {}

  /// Adds one batch.
  public mutating func add(_ bound: LowerBound, images count: Int) {
    reconstruction += bound.reconstruction.asDouble
    divergence += bound.divergence.asDouble
    images += count
  }

  /// The means per image.
  public func mean(beta: Double) -> Loss {
    let count = Double(max(1, images))
    return Loss(
      reconstruction: reconstruction / count, divergence: divergence / count, beta: beta)
  }
}

/// A loss per image in nats and its parts.
public struct Loss: Sendable, Hashable {
  /// Reconstruction plus β times divergence.
  public let total: Double
  /// −log p(x|z).
  public let reconstruction: Double
  /// The divergence of q(z|x) from p(z).
  public let divergence: Double

  /// Puts the parts together.
  public init(reconstruction: Double, divergence: Double, beta: Double) {
    total = reconstruction + beta * divergence
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
