import Terminals

/// Shows training to a person: one line for each epoch on standard output, and a bar on standard
/// error where that is a terminal.
public final class ProgressDisplay {
  private let isQuiet: Bool
  private let bar: ProgressBar
  private var start = ContinuousClock.now
  private var epochStart = ContinuousClock.now
  private var batchesDone = 0
  private var imagesBefore = 0

  /// Creates a display; a quiet one shows only warnings.
  public init(isQuiet: Bool) {
    self.isQuiet = isQuiet
    bar = ProgressBar(isHidden: isQuiet)
  }

  /// Shows an event.
  public func show(_ event: TrainingEvent) {
    switch event {
    case .warning(let text):
      bar.erase()
      Terminal.errors.write("\(Terminal.errors.styled("warning:", .yellow)) \(text)\n")
    case .started(let status): begin(status)
    case .batch(let status):
      batchesDone += 1
      drawBar(status)
    case .epoch(let metrics):
      finish(metrics)
      epochStart = .now
      imagesBefore = 0
    case .profiled(let profile, let trace):
      line(profile.table)
      line("trace: \(trace) (opens in https://ui.perfetto.dev)")
    }
  }

  /// Prints a line that a quiet display leaves out.
  public func line(_ text: String) {
    if isQuiet { return }
    bar.erase()
    Terminal.output.write(text + "\n")
  }

  private func begin(_ status: TrainingStart) {
    (start, epochStart) = (.now, .now)
    imagesBefore = status.progress.sums.images
    let configuration = status.configuration
    line(
      "\(configuration.summary) on \(configuration.dataset): \(status.images) images, "
        + "seed \(configuration.seed), run folder \(status.folder.path)")
    if let checkpoint = status.checkpoint { line("resuming from \(checkpoint)") }
  }

  private func finish(_ metrics: EpochMetrics) {
    func text(_ loss: Loss) -> String {
      "\(fixed(loss.total, 2)) (\(fixed(loss.reconstruction, 2)) + \(fixed(loss.divergence, 2)))"
    }
    let label = Terminal.output.styled("epoch \(metrics.epoch):", .bold)
    line(
      "\(label) train \(text(metrics.train)), test \(text(metrics.test)) nats, "
        + "\(fixed(metrics.seconds, 2)) s")
  }

  // MARK: The bar

  private func drawBar(_ status: BatchStatus) {
    bar.draw(isLast: status.batch >= status.batches) {
      let now = ContinuousClock.now
      return Self.bar(status, rate: rate(status, now), left: left(status, now))
    }
  }

  /// The bar's text, short enough for 80 columns.
  static func bar(_ status: BatchStatus, rate: Double, left: Double) -> String {
    "\(status.epoch)/\(status.epochs) \(ProgressBar.track(status.batch, of: status.batches)) "
      + "\(status.batch)/\(status.batches) \(Int(min(rate, 1e9))) images/s "
      + "loss \(fixed(status.loss.total, 2)) \(ProgressBar.minutes(left)) left"
  }

  private func rate(_ status: BatchStatus, _ now: ContinuousClock.Instant) -> Double {
    Double(status.images - imagesBefore) / max(1e-6, (now - epochStart) / .seconds(1))
  }

  private func left(_ status: BatchStatus, _ now: ContinuousClock.Instant) -> Double {
    let batches = (status.epochs - status.epoch + 1) * status.batches - status.batch
    return (now - start) / .seconds(1) / Double(max(1, batchesDone)) * Double(batches)
  }
}

/// A number with a fixed number of decimals, such as `105.30`.
func fixed(_ value: Double, _ decimals: Int) -> String {
  guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
  let scale = (0..<decimals).reduce(1) { scale, _ in scale * 10 }
  let units = Int((abs(value) * Double(scale)).rounded())
  let fraction = "\(units % scale)"
  let padding = String(repeating: "0", count: decimals - (decimals == 0 ? 0 : fraction.count))
  return (value < 0 && units > 0 ? "-" : "") + "\(units / scale)"
    + (decimals == 0 ? "" : ".\(padding)\(fraction)")
}
