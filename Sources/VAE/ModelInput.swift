import Arrays
import Datasets
import Layers
import Tensors

extension VariationalAutoencoder {
  /// A batch in the network's form: images, and labels where it takes some.
  ///
  /// - Parameters:
  ///   - batch: Images of the network's size.
  ///   - binarization: What becomes of grey pixels.
  ///   - generator: What random pixels are drawn with.
  func input(
    _ batch: Batch, _ binarization: Binarization, _ generator: RandomGenerator
  ) -> (images: Tensor, labels: Tensor?) {
    let images = batch.images(binarization, generator: generator)
    return (
      Tensor(images.reshaped([batch.count] + configuration.imageShape)),
      configuration.isConditional ? Tensor(batch.labels()) : nil
    )
  }

  /// The probabilities of pixels for latents, (batch, latent), as rows (batch, pixels): without
  /// recording.
  ///
  /// - Parameters:
  ///   - latent: The latents.
  ///   - labels: int64 labels (batch), for conditional networks.
  public func images(for latent: NDArray, labels: NDArray? = nil) -> NDArray {
    withoutRecording {
      decode(Tensor(latent), labels: labels.map { Tensor($0) }).sigmoid().array
        .reshaped([latent.shape[0], configuration.pixels])
    }
  }

  /// The most probable latents of images, rows (batch, pixels): the posterior's means, without
  /// recording.
  ///
  /// - Parameters:
  ///   - images: The images.
  ///   - labels: int64 labels (batch), for conditional networks.
  public func latents(for images: NDArray, labels: NDArray? = nil) -> NDArray {
    withoutRecording {
      let shaped = images.reshaped([images.shape[0]] + configuration.imageShape)
      return encode(Tensor(shaped), labels: labels.map { Tensor($0) }).mean.array
    }
  }
}

extension ImageDataset {
  /// Checks that images and labels fit a network.
  ///
  /// - Throws: `VAEError.unsuitable`.
  func check(for model: ModelConfiguration) throws {
    guard rows == model.rows, columns == model.columns else {
      throw VAEError.unsuitable(
        "test images of \(rows) × \(columns) pixels do not fit the model's "
          + "\(model.rows) × \(model.columns)")
    }
    try checkLabels(for: model)
  }

  /// Checks that labels are classes of a network that takes some.
  ///
  /// - Throws: `VAEError.unsuitable`.
  func checkLabels(for model: ModelConfiguration) throws {
    if model.isConditional && classes > model.classes {
      throw VAEError.unsuitable(
        "the data has the label \(classes - 1), the model's labels are 0 to \(model.classes - 1)")
    }
  }
}

extension MNIST {
  /// Checks that labels are classes of a network that takes some.
  ///
  /// - Throws: `VAEError.unsuitable`.
  func checkLabels(for model: ModelConfiguration) throws {
    for part in [train, test] { try part.checkLabels(for: model) }
  }
}
