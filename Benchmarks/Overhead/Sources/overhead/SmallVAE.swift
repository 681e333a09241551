import Tessera

/// A small variational autoencoder that trains on random images.
struct SmallVAE: Module {
  let hidden: Linear
  let mean: Linear
  let logVariance: Linear
  let expand: Linear
  let logits: Linear

  init(generator: inout RandomGenerator) {
    hidden = Linear(64, 32, generator: &generator)
    mean = Linear(32, 8, generator: &generator)
    logVariance = Linear(32, 8, generator: &generator)
    expand = Linear(8, 32, generator: &generator)
    logits = Linear(32, 64, generator: &generator)
  }

  /// The negative evidence lower bound of images, summed.
  func loss(_ images: Tensor, noise: Tensor) -> Tensor {
    let features = hidden(images).relu()
    let (mean, logVariance) = (mean(features), logVariance(features))
    let latent = mean + (logVariance * 0.5).exp() * noise
    return logits(expand(latent).relu()).binaryCrossEntropy(targets: images, reduction: .sum)
      + Tensor.gaussianKL(mean: mean, logVariance: logVariance, reduction: .sum)
  }

  /// Memory that one steady step of training takes from the system: how often.
  static func systemAllocationsPerStep() -> Double {
    let (batch, steps) = (16, 20)
    var generator = RandomGenerator(seed: 0)
    let model = SmallVAE(generator: &generator)
    let parameters = model.trainableParameters
    var optimizer = Adam()
    func step() {
      let images = Tensor(generator.uniform([batch, 64]))
      // The record is released before the update, which can then change the weights in place.
      let found = gradients(
        of: model.loss(images, noise: Tensor(generator.normal([batch, 8]))) / Double(batch),
        with: parameters)
      optimizer.update(parameters, gradients: found)
    }
    for _ in 0..<10 { step() }
    let before = BufferPool.shared.statistics
    for _ in 0..<steps { step() }
    let after = BufferPool.shared.statistics
    return Double(after.systemAllocations - before.systemAllocations) / Double(steps)
  }
}
