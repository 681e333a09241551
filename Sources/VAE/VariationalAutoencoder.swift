import Arrays
import Layers
import Tensors

/// A variational autoencoder with one hidden layer on each side (Kingma & Welling, "Auto-encoding
/// variational Bayes", 2014, appendix C).
///
/// Images are rows of pixels in 0…1, (batch, pixels); latents are rows (batch, latent).
public struct VariationalAutoencoder: Module {
  /// The sizes of the network.
  public let configuration: ModelConfiguration
  /// Gives the distribution of the latent for an image.
  public let encoder: Encoder
  /// Gives the image for a latent.
  public let decoder: Decoder

  /// From images to the mean and log variance of their latents.
  public struct Encoder: Module {
    /// From pixels to hidden units.
    public let hidden: Linear
    /// From hidden units to means.
    public let mean: Linear
    /// From hidden units to logarithms of variances.
    public let logVariance: Linear

    /// The distribution of the latents: means and log variances, (batch, latent) each.
    public func callAsFunction(_ images: Tensor) -> (mean: Tensor, logVariance: Tensor) {
      let features = hidden(images).relu()
      return (mean(features), logVariance(features))
    }
  }

  /// From latents to the logits of pixels.
  public struct Decoder: Layer {
    /// From latents to hidden units.
    public let hidden: Linear
    /// From hidden units to logits.
    public let output: Linear

    /// The logits of pixels, (batch, pixels).
    public func callAsFunction(_ latent: Tensor) -> Tensor { output(hidden(latent).relu()) }
  }

  /// Puts a network together.
  init(_ configuration: ModelConfiguration, encoder: Encoder, decoder: Decoder) {
    self.configuration = configuration
    self.encoder = encoder
    self.decoder = decoder
  }

  private init(_ configuration: ModelConfiguration, linear: (Int, Int) -> Linear) {
    let (pixels, hidden, latent) = (
      configuration.pixels, configuration.hidden, configuration.latent
    )
    self.init(
      configuration,
      encoder: Encoder(
        hidden: linear(pixels, hidden), mean: linear(hidden, latent),
        logVariance: linear(hidden, latent)),
      decoder: Decoder(hidden: linear(latent, hidden), output: linear(hidden, pixels)))
  }

  /// Creates a network with PyTorch's initial distribution.
  ///
  /// - Parameters:
  ///   - configuration: The sizes.
  ///   - generator: Where the weights are drawn from.
  public init(_ configuration: ModelConfiguration, generator: inout RandomGenerator) {
    var source = generator
    self.init(configuration) { Linear($0, $1, generator: &source) }
    generator = source
  }

  /// Creates a network of zeros, to load weights into. It takes no memory for them.
  init(unfilled configuration: ModelConfiguration) {
    self.init(configuration) { inputs, outputs in
      Linear(
        weight: Parameter(.filled([outputs, inputs], with: Float(0))),
        bias: Parameter(.filled([outputs], with: Float(0))))
    }
  }

  /// Creates a network whose weights are a function of a seed.
  public init(_ configuration: ModelConfiguration, seed: UInt64) {
    var generator = RandomStreams.initialization(seed: seed)
    self.init(configuration, generator: &generator)
  }

  /// The approximate posterior q(z|x): means and log variances, (batch, latent) each.
  public func encode(_ images: Tensor) -> (mean: Tensor, logVariance: Tensor) { encoder(images) }

  /// A draw from the posterior: z = μ + exp(½ log σ²) ε.
  ///
  /// - Parameters:
  ///   - mean: The means μ.
  ///   - logVariance: The logarithms of the variances σ².
  ///   - noise: Standard normal numbers ε of the same shape.
  public func reparameterize(mean: Tensor, logVariance: Tensor, noise: Tensor) -> Tensor {
    mean + (logVariance * 0.5).exp() * noise
  }

  /// The logits of p(x|z), (batch, pixels). Their sigmoid is the probability that a pixel is white.
  public func decode(_ latent: Tensor) -> Tensor { decoder(latent) }

  /// The whole network, as it is exported: from images and noise to the probabilities of pixels
  /// and the distribution of the latents.
  public func callAsFunction(
    image: Tensor, noise: Tensor
  ) -> (reconstruction: Tensor, mean: Tensor, logVariance: Tensor) {
    let (mean, logVariance) = encode(image)
    let latent = reparameterize(mean: mean, logVariance: logVariance, noise: noise)
    return (decode(latent).sigmoid(), mean, logVariance)
  }
}
