import Exporting
import Layers
import Tensors

/// A part of a variational autoencoder that is exported by itself. Those of conditional networks have
/// a last input `label` besides.
public enum ExportedPart: String, Sendable, CaseIterable {
  /// From `image` and `noise` to `reconstruction`, `mean` and `log_variance`.
  case vae
  /// From `image` to `mean` and `log_variance`.
  case encoder
  /// From `latent` to `reconstruction`.
  case decoder
}

extension VariationalAutoencoder {
  /// A part of the network as a function that can be exported. Images have pixels in 0…1, and
  /// reconstructions are the probabilities of pixels.
  ///
  /// - Parameters:
  ///   - part: Which part.
  ///   - batch: The extent of the first axis of every input and output.
  public func exportable(
    _ part: ExportedPart, batch: InputSignature.Extent = .dynamic("batch")
  ) -> ExportableFunction {
    let image = InputSignature("image", [batch] + configuration.imageShape.map { .fixed($0) })
    func latent(_ name: String) -> InputSignature {
      InputSignature(name, [batch, .fixed(configuration.latent)], distribution: .normal)
    }
    let labels =
      configuration.isConditional
      ? [
        InputSignature(
          "label", [batch], dataType: .int64, distribution: .integers(0..<configuration.classes))
      ] : []
    func label(_ inputs: [Tensor]) -> Tensor? { labels.isEmpty ? nil : inputs.last }
    switch part {
    case .vae:
      return ExportableFunction(
        name: part.rawValue, inputs: [image, latent("noise")] + labels,
        outputs: ["reconstruction", "mean", "log_variance"], parameters: parameters
      ) { inputs in
        let result = self(image: inputs[0], noise: inputs[1], labels: label(inputs))
        return [result.reconstruction, result.mean, result.logVariance]
      }
    case .encoder:
      return ExportableFunction(
        name: part.rawValue, inputs: [image] + labels, outputs: ["mean", "log_variance"],
        parameters: parameters
      ) { inputs in
        let (mean, logVariance) = encode(inputs[0], labels: label(inputs))
        return [mean, logVariance]
      }
    case .decoder:
      return ExportableFunction(
        name: part.rawValue, inputs: [latent("latent")] + labels, outputs: ["reconstruction"],
        parameters: parameters
      ) { inputs in [decode(inputs[0], labels: label(inputs)).sigmoid()] }
    }
  }
}

extension Checkpoint {
  /// What an exported file says about the training.
  public var facts: [(key: String, value: String)] {
    let classes = configuration.model.isConditional ? configuration.model.classes : nil
    return [
      ("network", configuration.model.summary),
      // Only a folder's name: its path says nothing to others, and the file is the same elsewhere.
      ("dataset", configuration.dataset.split(separator: "/").last.map(String.init) ?? ""),
      ("epochs", "\(progress.epoch)"),
      ("steps", "\(step)"),
      ("batch_size", "\(configuration.batchSize)"),
      ("learning_rate", "\(configuration.learningRate)"),
      ("beta", "\(configuration.beta)"),
      ("seed", "\(configuration.seed)"),
    ] + (classes.map { [("classes", "\($0)")] } ?? [])
      + configuration.extraFacts.map { ($0.key, $0.value) }
  }
}
