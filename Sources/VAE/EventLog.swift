import Images
import TensorBoard

/// What TensorBoard shows of a run; its steps are epochs.
///
/// Scalars: loss, reconstruction and divergence of training and test images, as in `metrics.csv`.
/// Pictures: samples and reconstructions. Histograms: each weight after the epoch, and the gradient of
/// each trained weight in the epoch's last batch, which is left out where that batch was done before
/// training was resumed.
struct EventLog {
  private let writer: EventWriter

  /// Starts an event file in a run folder, and has the trainer keep what the file needs.
  ///
  /// - Throws: `VAEError.folder` or `ArrayFileError.file` where the file cannot be made.
  init(in folder: RunFolder, of trainer: Trainer) throws {
    try FileSystem.makeFolder(folder.events)
    let progress = trainer.progress
    writer = try EventWriter(folder: folder.events, resumingAt: progress.epoch + 1)
    trainer.keepsGradients = true
  }

  /// Adds an epoch's losses, weights and gradients, before the trainer goes on to the next.
  func add(_ metrics: EpochMetrics, _ trainer: Trainer) throws {
    for (name, loss) in [("train", metrics.train), ("test", metrics.test)] {
      for (part, value) in [
        ("loss", loss.total), ("reconstruction", loss.reconstruction),
        ("divergence", loss.divergence),
      ] {
        try writer.add(scalar: value, tag: "\(part)/\(name)", step: metrics.epoch)
      }
    }
    let weights = trainer.model.parameters.map { ($0.name, $0.parameter.array) }
    let gradients = trainer.lastGradients.map { ($0.name, $0.gradient.array) }
    for (folder, arrays) in [("weights", weights), ("gradients", gradients)] {
      for (name, array) in arrays {
        try writer.add(
          histogram: Histogram(array), tag: "\(folder)/\(name)", step: metrics.epoch)
      }
    }
  }

  /// Adds an epoch's pictures.
  func add(samples: Image, reconstructions: Image, epoch: Int) throws {
    try writer.add(image: samples, tag: "samples", step: epoch)
    try writer.add(image: reconstructions, tag: "reconstructions", step: epoch)
  }

  /// Puts what was added on the disk.
  func flush() throws { try writer.flush() }
}
