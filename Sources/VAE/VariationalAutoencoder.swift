import Arrays
import Layers
import Tensors

/// A variational autoencoder (Kingma & Welling, "Auto-encoding variational Bayes", 2014).
///
/// Images have the configuration's `imageShape` behind the batch, (batch, pixels) for dense networks
/// and (batch, 1, rows, columns) for convolutions, and pixels in 0…1; latents are rows
/// (batch, latent). Conditional networks take int64 labels (batch) with both; others take none.
public struct VariationalAutoencoder: Module {
  /// The sizes of the network.
  public let configuration: ModelConfiguration
  /// Gives the distribution of the latent for an image.
  public let encoder: Encoder
  /// Gives the image for a latent.
  public let decoder: Decoder

  /// From images to the mean and log variance of their latents.
  public struct Encoder: Module {
    /// From images to hidden units, before their activation.
    public let hidden: any Layer
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
    public let output: any Layer

    /// The logits of pixels, in the shape of images.
    public func callAsFunction(_ latent: Tensor) -> Tensor { output(hidden(latent).relu()) }
  }

  /// Puts a network together.
  init(_ configuration: ModelConfiguration, encoder: Encoder, decoder: Decoder) {
    self.configuration = configuration
    self.encoder = encoder
    self.decoder = decoder
  }

  private init(
    _ configuration: ModelConfiguration, generator: inout RandomGenerator,
    linear: (Int, Int, inout RandomGenerator) -> Linear
  ) {
    let (pixels, latent, classes) = (
      configuration.pixels, configuration.latent, configuration.classes
    )
    let isConvolutional = configuration.architecture == .conv
    let width =
      isConvolutional ? ConvolutionalFeatures.count(pixels: pixels) : configuration.hidden
    let encoder = Encoder(
      hidden: isConvolutional
        ? ConvolutionalFeatures(generator: &generator)
        : linear(pixels + classes, width, &generator),
      mean: linear(width, latent, &generator), logVariance: linear(width, latent, &generator))
    let decoder = Decoder(
      hidden: linear(latent + classes, width, &generator),
      output: isConvolutional
        ? ConvolutionalImages(
          rows: configuration.rows, columns: configuration.columns, generator: &generator)
        : linear(width, pixels, &generator))
    self.init(configuration, encoder: encoder, decoder: decoder)
  }

  /// Creates a network with PyTorch's initial distribution.
  ///
  /// - Parameters:
  ///   - configuration: The sizes.
  ///   - generator: Where the weights are drawn from.
  public init(_ configuration: ModelConfiguration, generator: inout RandomGenerator) {
    self.init(configuration, generator: &generator) { Linear($0, $1, generator: &$2) }
  }

  /// Creates a network to load weights into. Its dense layers are zeros, which take no memory.
  init(unfilled configuration: ModelConfiguration) {
    var generator = RandomGenerator(seed: 0)
    self.init(configuration, generator: &generator) { inputs, outputs, _ in
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
  ///
  /// - Parameters:
  ///   - images: The images.
  ///   - labels: The images' labels, for conditional networks.
  public func encode(
    _ images: Tensor, labels: Tensor? = nil
  ) -> (mean: Tensor, logVariance: Tensor) {
    encoder(join(images, labels))
  }

  /// A draw from the posterior: z = μ + exp(½ log σ²) ε.
  ///
  /// - Parameters:
  ///   - mean: The means μ.
  ///   - logVariance: The logarithms of the variances σ².
  ///   - noise: Standard normal numbers ε of the same shape, or of one that they broadcast to.
  public func reparameterize(mean: Tensor, logVariance: Tensor, noise: Tensor) -> Tensor {
    mean + (logVariance * 0.5).exp() * noise
  }

  /// The logits of p(x|z), in the shape of images. Their sigmoid is the probability that a pixel is
  /// white.
  ///
  /// - Parameters:
  ///   - latent: The latents.
  ///   - labels: The labels of the images, for conditional networks.
  public func decode(_ latent: Tensor, labels: Tensor? = nil) -> Tensor {
    decoder(join(latent, labels))
  }

  /// The whole network, as it is exported: from images and noise to the probabilities of pixels
  /// and the distribution of the latents.
  public func callAsFunction(
    image: Tensor, noise: Tensor, labels: Tensor? = nil
  ) -> (reconstruction: Tensor, mean: Tensor, logVariance: Tensor) {
    let (mean, logVariance) = encode(image, labels: labels)
    let latent = reparameterize(mean: mean, logVariance: logVariance, noise: noise)
    return (decode(latent, labels: labels).sigmoid(), mean, logVariance)
  }

  /// Rows with their labels, as one 1 among zeros, behind them.
  private func join(_ rows: Tensor, _ labels: Tensor?) -> Tensor {
    guard configuration.isConditional else { return rows }
    guard let labels, labels.shape == [rows.shape[0]] else {
      let found = labels.map { "labels of shape \($0.shape)" } ?? "no labels"
      fatalError("a conditional network's input of shape \(rows.shape) has \(found)")
    }
    let classes = labels.oneHot(depth: configuration.classes, rows.dataType)
    return Tensor.concatenate([rows, classes], axis: 1)
  }
}
