#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A line on standard error that tells how far work has come, where that is a terminal of at least 80
/// columns; elsewhere nothing.
public final class ProgressBar {
  private let isShown: Bool
  private var isVisible = false
  private var lastDrawn: ContinuousClock.Instant?
  private let start = ContinuousClock.now

  /// Creates a bar that is not drawn yet.
  ///
  /// - Parameter isHidden: Whether it never shows.
  public init(isHidden: Bool = false) {
    let terminal = Terminal.errors
    isShown = !isHidden && terminal.isInteractive && terminal.columns ?? 80 >= 80
  }

  /// Shows that `done` of `total` things are done, and how long the others take at that pace.
  public func show(_ label: String, _ done: Int, of total: Int) {
    let pace = (ContinuousClock.now - start) / .seconds(1) / Double(max(1, done))
    draw(isLast: done >= total) {
      "\(label) \(Self.track(done, of: total)) \(done)/\(total) "
        + "\(Self.minutes(pace * Double(total - done))) left"
    }
  }

  /// Draws a text of one line in place of the last one, at most ten times a second.
  ///
  /// - Parameters:
  ///   - isLast: Whether it is drawn in any case.
  ///   - text: Makes the text, where it is drawn.
  public func draw(isLast: Bool = false, _ text: () -> String) {
    guard isShown else { return }
    let now = ContinuousClock.now
    if let lastDrawn, now - lastDrawn < .milliseconds(100), !isLast { return }
    lastDrawn = now
    isVisible = true
    Terminal.errors.write("\r\u{1b}[K" + text())
  }

  /// Takes the bar away, before another line is printed.
  public func erase() {
    if isVisible { Terminal.errors.write("\r\u{1b}[K") }
    isVisible = false
  }

  /// A bar of 20 characters, such as `[#####---------------]`.
  public static func track(_ done: Int, of total: Int) -> String {
    let width = 20
    let filled = min(width, max(0, width * done / max(1, total)))
    return "[" + String(repeating: "#", count: filled)
      + String(repeating: "-", count: width - filled) + "]"
  }

  /// A time as minutes and seconds, such as `1:05`.
  public static func minutes(_ seconds: Double) -> String {
    let whole = Int(min(max(0, seconds), 1e7))
    return "\(whole / 60):\(whole % 60 < 10 ? "0" : "")\(whole % 60)"
  }
}

extension Terminal {
  /// Writes a text at once; what cannot be written is lost.
  public func write(_ text: String) {
    let bytes = Array(text.utf8)
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes { writeBytes($0) }
      if count > 0 { done += count } else if errno != EINTR { return }
    }
  }
}
