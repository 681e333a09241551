import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Draws of latents with what importance sampling needs of each: log w = log p(x|z) + log p(z) −
/// log q(z|x) (Burda, Grosse and Salakhutdinov 2016).
struct ImportanceWeights {
  /// log p(x|z) in nats, (draws, batch).
  let evidence: Tensor
  /// log p(z) − log q(z|x) in nats, (draws, batch).
  let prior: Tensor

  /// log w, with β times the part that draws z to the prior.
  func logarithms(beta: Double) -> Tensor { beta == 1 ? evidence + prior : evidence + prior * beta }

  /// The bound log (1/k) Σ w of each image, (batch).
  func bound(beta: Double) -> Tensor {
    logarithms(beta: beta).logSumExp(axes: [0]) - log(Double(max(1, evidence.shape[0])))
  }
}

extension VariationalAutoencoder {
  /// Weights of draws from the posterior, all of which are decoded as one batch.
  ///
  /// - Parameters:
  ///   - images: The images, (batch, …).
  ///   - labels: Their labels, for conditional networks.
  ///   - mean: The posterior's means, (batch, latent).
  ///   - logVariance: The logarithms of its variances.
  ///   - noise: Standard normal numbers, (draws, batch, latent).
  func importanceWeights(
    images: Tensor, labels: Tensor?, mean: Tensor, logVariance: Tensor, noise: Tensor
  ) -> ImportanceWeights {
    let (draws, count) = (noise.shape[0], noise.shape[1])
    let latent = reparameterize(mean: mean, logVariance: logVariance, noise: noise)
    let logits = decode(
      latent.reshaped(to: [draws * count, configuration.latent]), labels: labels?.tiled([draws]))
    let targets = images.tiled([draws] + configuration.imageShape.map { _ in 1 })
    let evidence = -logits.binaryCrossEntropy(targets: targets, reduction: .none)
      .reshaped(to: [draws, count, configuration.pixels]).sum(axes: [2])
    let excess = logVariance + noise.square() - latent.square()
    return ImportanceWeights(evidence: evidence, prior: excess.sum(axes: [2]) * 0.5)
  }
}
