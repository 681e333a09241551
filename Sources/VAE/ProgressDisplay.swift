#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Shows training to a person: one line for each epoch on standard output, and a bar on standard
/// error where that is a terminal.
public final class ProgressDisplay {
  private let isQuiet: Bool
  private let hasBar: Bool
  private var isBarVisible = false
  private var start = ContinuousClock.now
  private var epochStart = ContinuousClock.now
  private var lastDrawn: ContinuousClock.Instant?
  private var batchesDone = 0
  private var imagesBefore = 0

  /// Creates a display; a quiet one shows only warnings.
  public init(isQuiet: Bool) {
    self.isQuiet = isQuiet
    hasBar = !isQuiet && isatty(STDERR_FILENO) == 1 && Self.terminalFitsBar
  }

  /// Whether the terminal understands control codes and is wide enough for the bar, which a
  /// terminal that does not tell its width is taken to be.
  private static var terminalFitsBar: Bool {
    if let kind = getenv("TERM"), String(cString: kind) == "dumb" { return false }
    var size = winsize()
    let isKnown = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return !isKnown || size.ws_col >= 80
  }

  /// Shows an event.
  public func show(_ event: TrainingEvent) {
    switch event {
    case .warning(let text):
      eraseBar()
      write("warning: \(text)\n", to: STDERR_FILENO)
    case .started(let status): begin(status)
    case .batch(let status):
      batchesDone += 1
      if hasBar { drawBar(status) }
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
    eraseBar()
    write(text + "\n", to: STDOUT_FILENO)
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
    line(
      "epoch \(metrics.epoch): train \(text(metrics.train)), test \(text(metrics.test)) nats, "
        + "\(fixed(metrics.seconds, 2)) s")
  }

  // MARK: The bar

  private func drawBar(_ status: BatchStatus) {
    let now = ContinuousClock.now
    if let lastDrawn, now - lastDrawn < .milliseconds(100), status.batch < status.batches { return }
    lastDrawn = now
    isBarVisible = true
    let bar = Self.bar(status, rate: rate(status, now), left: left(status, now))
    write("\r\u{1b}[K" + bar, to: STDERR_FILENO)
  }

  /// The bar's text, short enough for 80 columns.
  static func bar(_ status: BatchStatus, rate: Double, left: Double) -> String {
    let width = 20
    let done = width * status.batch / max(1, status.batches)
    let bar = String(repeating: "#", count: done) + String(repeating: "-", count: width - done)
    let seconds = Int(min(max(0, left), 1e7))
    let minutes = "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
    return "\(status.epoch)/\(status.epochs) [\(bar)] \(status.batch)/\(status.batches) "
      + "\(Int(min(rate, 1e9))) images/s loss \(fixed(status.loss.total, 2)) \(minutes) left"
  }

  private func rate(_ status: BatchStatus, _ now: ContinuousClock.Instant) -> Double {
    Double(status.images - imagesBefore) / max(1e-6, (now - epochStart) / .seconds(1))
  }

  private func left(_ status: BatchStatus, _ now: ContinuousClock.Instant) -> Double {
    let batches = (status.epochs - status.epoch + 1) * status.batches - status.batch
    return (now - start) / .seconds(1) / Double(max(1, batchesDone)) * Double(batches)
  }

  private func eraseBar() {
    if isBarVisible { write("\r\u{1b}[K", to: STDERR_FILENO) }
    isBarVisible = false
  }

  private func write(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count > 0 { done += count } else if errno != EINTR { return }
    }
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
