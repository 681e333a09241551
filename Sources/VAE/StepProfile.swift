import ArrayFiles
import Tensors

/// Where the time of training steps went.
public struct StepProfile: Sendable {
  /// The time of one operator in one phase, over all steps.
  public struct Row: Sendable, Hashable {
    /// The operator's name, or what else the time was spent on.
    public let name: String
    /// The part of the step.
    public let phase: Profiler.Phase
    /// How often it ran.
    public var count = 0
    /// How long it took altogether.
    public var duration = Duration.zero
  }

  /// What the steps were made of.
  public private(set) var spans: [Profiler.Span] = []
  /// How long each step took.
  public private(set) var steps: [Duration] = []

  /// Steps that warm up caches and memory, and are not measured.
  static let warmUp = 10
  /// Steps that are measured at most.
  static let limit = 50

  /// Creates a profile without steps.
  public init() {}

  /// Runs a training step and measures it.
  public mutating func measure(_ step: () throws -> Void) rethrows {
    let start = ContinuousClock.now
    spans += try Profiler.recording(step).spans
    steps.append(ContinuousClock.now - start)
  }

  /// Operators by the time that they took, the longest first. Operators that gradients are made of count
  /// for the operator whose gradient it is.
  public var rows: [Row] {
    var rows: [String: Row] = [:]
    for span in spans where span.depth == 0 {
      let key = "\(span.phase) \(span.name)"
      rows[key, default: Row(name: span.name, phase: span.phase)].count += 1
      rows[key]?.duration += span.duration
    }
    return rows.values.sorted { ($1.duration, $0.name) < ($0.duration, $1.name) }
  }

  /// The table for people: for each operator and phase the calls in a step, the microseconds in a step,
  /// and the share of the step.
  public var table: String {
    let total = steps.reduce(Duration.zero, +)
    let count = Double(max(1, steps.count))
    func line(_ name: String, _ phase: String, _ calls: String, _ duration: Duration) -> String {
      let microseconds = duration / .microseconds(1) / count
      let share = total > .zero ? 100 * (duration / total) : 0
      return padded(name, 28) + padded(phase, 9) + padded(calls, 7, isRight: true)
        + padded(fixed(microseconds, 1), 11, isRight: true)
        + padded(fixed(share, 1), 8, isRight: true) + " %"
    }
    let measured = rows
    let other = total - measured.reduce(.zero) { $0 + $1.duration }
    let middle = steps.sorted()[safe: steps.count / 2] ?? .zero
    let title =
      "where a step's time goes: \(steps.count) steps, median "
      + "\(fixed(middle / .milliseconds(1), 3)) ms"
    let head =
      padded("operator", 28) + padded("phase", 9) + padded("calls", 7, isRight: true)
      + padded("µs a step", 11, isRight: true) + padded("share", 10, isRight: true)
    let lines = measured.map {
      line($0.name, $0.phase.rawValue, fixed(Double($0.count) / count, 0), $0.duration)
    }
    return ([title, head] + lines + [line("between operators", "", "", other)])
      .joined(separator: "\n")
  }

  /// The spans as a trace in Chrome's format, which Perfetto opens
  /// (https://ui.perfetto.dev, "Trace Event Format").
  public var chromeTrace: String {
    let events = spans.map { span in
      "{\"name\":\"\(span.name)\",\"cat\":\"\(span.phase.rawValue)\",\"ph\":\"X\","
        + "\"ts\":\(fixed(span.start / .microseconds(1), 3)),"
        + "\"dur\":\(fixed(span.duration / .microseconds(1), 3)),\"pid\":1,\"tid\":1}"
    }
    return "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n\(events.joined(separator: ",\n"))\n]}\n"
  }

  /// Writes the trace.
  ///
  /// - Throws: `ArrayFileError.file` where the system refuses.
  func writeTrace(to path: String) throws {
    try AtomicFile.write(to: path, chromeTrace)
  }
}

private func padded(_ text: String, _ width: Int, isRight: Bool = false) -> String {
  let spaces = String(repeating: " ", count: max(0, width - text.count))
  return isRight ? spaces + text : text + spaces
}

extension Array {
  fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
