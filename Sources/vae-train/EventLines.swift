import Commands
import Tessera

/// Prints what happens in training as JSON: one object a line, whose `event` is `started`, `epoch`,
/// `profiled`, and at last `finished`, `already_finished` or `interrupted`.
final class EventLines {
  /// Why a line could not be printed; nothing more is printed then.
  private(set) var failure: (any Error)?

  private var last: EpochMetrics?

  /// Prints an event, unless it is one of those that people see on standard error.
  func show(_ event: TrainingEvent) {
    switch event {
    case .warning, .batch: break
    case .started(let start): write(Started(start))
    case .epoch(let metrics):
      last = metrics
      write(Epoch(metrics))
    case .profiled(_, let trace): write(Profiled(trace: trace))
    }
  }

  /// Prints how training ended.
  func show(_ outcome: TrainingOutcome) {
    switch outcome {
    case .finished(let folder): write(Ended("finished", folder, last))
    case .alreadyFinished(let folder, let epochs):
      write(Ended("already_finished", folder, nil, epochs: epochs))
    case .interrupted(let folder): write(Ended("interrupted", folder, last))
    }
  }

  private func write(_ line: some Encodable) {
    guard failure == nil else { return }
    do { try printJSON(line) } catch { failure = error }
  }
}

private struct Started: Encodable {
  let event = "started"
  let run: String
  let model: String
  let summary: String
  let dataset: String
  let images: Int
  let seed: UInt64
  let epochs: Int
  let batchSize: Int
  let epochsDone: Int
  let checkpoint: String?

  init(_ start: TrainingStart) {
    let configuration = start.configuration
    run = start.folder.path
    (model, summary) = (configuration.modelName.rawValue, configuration.summary)
    (dataset, images, seed) = (configuration.dataset, start.images, configuration.seed)
    (epochs, batchSize) = (configuration.epochs, configuration.batchSize)
    (epochsDone, checkpoint) = (start.progress.epoch, start.checkpoint)
  }
}

/// A loss per image in nats.
private struct LossParts: Encodable {
  let loss: Double?
  let reconstruction: Double?
  let divergence: Double?

  init(_ loss: Loss) {
    self.loss = finite(loss.total)
    (reconstruction, divergence) = (finite(loss.reconstruction), finite(loss.divergence))
  }
}

private struct Epoch: Encodable {
  let event = "epoch"
  let epoch: Int
  let train: LossParts
  let test: LossParts
  let seconds: Double

  init(_ metrics: EpochMetrics) {
    (epoch, seconds) = (metrics.epoch, metrics.seconds)
    (train, test) = (LossParts(metrics.train), LossParts(metrics.test))
  }
}

private struct Profiled: Encodable {
  let event = "profiled"
  let trace: String
}

private struct Ended: Encodable {
  let event: String
  let run: String
  let epochs: Int?
  let train: LossParts?
  let test: LossParts?

  init(_ event: String, _ folder: RunFolder, _ last: EpochMetrics?, epochs: Int? = nil) {
    (self.event, run) = (event, folder.path)
    self.epochs = epochs ?? last?.epoch
    (train, test) = (last.map { LossParts($0.train) }, last.map { LossParts($0.test) })
  }
}
