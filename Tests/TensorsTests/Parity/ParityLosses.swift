import Tensors

/// Losses.
let parityLosses: [String: ParityFunction] = [
  "bce": { x, a in
    .binaryCrossEntropy(probabilities: x[0], targets: x[1], reduction: try a.reduction())
  },
  "bce_logits": { x, a in
    x[0].binaryCrossEntropy(targets: x[1], reduction: try a.reduction())
  },
  "cross_entropy": { x, a in x[0].crossEntropy(targets: x[1], reduction: try a.reduction()) },
  "gauss_kl": { x, a in
    .gaussianKL(mean: x[0], logVariance: x[1], reduction: try a.reduction())
  },
  "huber": { x, a in
    x[0].huberLoss(
      targets: x[1], delta: a.number("delta") ?? 1, reduction: try a.reduction())
  },
  "l1": { x, a in x[0].absoluteError(targets: x[1], reduction: try a.reduction()) },
  "mse": { x, a in x[0].squaredError(targets: x[1], reduction: try a.reduction()) },
  "nll": { x, a in x[0].negativeLogLikelihood(targets: x[1], reduction: try a.reduction()) },
]

/// Computations that try how gradients are gathered rather than one operator.
let parityPrograms: [String: ParityFunction] = [
  "chain20": { x, _ in (0..<20).reduce(x[0]) { value, _ in (value * 1.1).tanh() } },
  "detach": { x, _ in x[0] * x[0].detached() },
  "diamond": { x, _ in
    let a = x[0].tanh()
    return a * a.exp() + a
  },
  "reuse_square_sum": { x, _ in (x[0] * x[0] + x[0] * x[0].sum()).sum() },
  "unused_branch": { x, _ in x[0] * 2 },
  "vae_elbo": { x, _ in negativeLowerBound(x) },
]

/// The negative evidence lower bound of a small variational autoencoder, per image: images, five
/// layers' weights and biases, noise.
private func negativeLowerBound(_ x: [Tensor]) -> Tensor {
  func layer(_ number: Int, _ input: Tensor) -> Tensor {
    input.affine(weight: x[2 * number + 1], bias: x[2 * number + 2])
  }
  let hidden = layer(0, x[0]).relu()
  let (mean, logVariance) = (layer(1, hidden), layer(2, hidden))
  let latent = mean + x[11] * (logVariance * 0.5).exp()
  let logits = layer(4, layer(3, latent).relu())
  let reconstruction = logits.binaryCrossEntropy(targets: x[0], reduction: .sum)
  let divergence = Tensor.gaussianKL(mean: mean, logVariance: logVariance, reduction: .sum)
  return (reconstruction + divergence) / Double(x[0].shape[0])
}
