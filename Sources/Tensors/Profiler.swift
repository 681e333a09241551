import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Measures where the time of tensor computations goes, operator by operator.
///
///     let (loss, spans) = Profiler.recording { step() }
///     for span in spans where span.depth == 0 { print(span.name, span.phase, span.duration) }
public enum Profiler {
  /// What a span of time was spent on.
  public enum Phase: String, Sendable, Hashable, CaseIterable {
    /// Preparing a batch.
    case data
    /// Computing results.
    case forward
    /// Computing gradients.
    case backward
    /// Changing parameters.
    case update
  }

  /// Something that took time.
  public struct Span: Sendable, Hashable {
    /// The operator's name, or what else the time was spent on.
    public let name: String
    /// The part of a training step.
    public let phase: Phase
    /// When it began, on a clock that all spans of a process share.
    public let start: Duration
    /// How long it took.
    public let duration: Duration
    /// How many spans it lies within: operators that gradients are made of lie within those of the
    /// gradients.
    public let depth: Int
  }

  private struct State {
    var spans: [Span] = []
    var depth = 0
    var thread: UInt?
  }

  private static let isRecording = Atomic<Bool>(false)
  private static let state = Mutex(State())
  private static let origin = ContinuousClock.now

  /// Runs a computation and gives what the calling thread did in it, in the order in which it ended.
  ///
  /// One thread is measured at a time: a recording within another, or beside it, has no spans.
  public static func recording<Result>(
    _ body: () throws -> Result
  ) rethrows -> (result: Result, spans: [Span]) {
    let isFirst = state.withLock { state in
      guard state.thread == nil else { return false }
      state = State(thread: currentThread)
      return true
    }
    guard isFirst else { return (try body(), []) }
    isRecording.store(true, ordering: .relaxed)
    defer {
      isRecording.store(false, ordering: .relaxed)
      state.withLock { $0 = State() }
    }
    let result = try body()
    return (result, state.withLock { $0.spans })
  }

  /// Runs a computation, which becomes a span where the calling thread is being measured.
  @inline(__always)
  public static func span<Result>(
    _ name: @autoclosure () -> String, _ phase: Phase, _ body: () throws -> Result
  ) rethrows -> Result {
    guard isRecording.load(ordering: .relaxed) else { return try body() }
    return try record(name, phase, body)
  }

  @inline(never)
  private static func record<Result>(
    _ name: () -> String, _ phase: Phase, _ body: () throws -> Result
  ) rethrows -> Result {
    let isMeasured = state.withLock { state in
      guard state.thread == currentThread else { return false }
      state.depth += 1
      return true
    }
    guard isMeasured else { return try body() }
    let start = ContinuousClock.now
    defer {
      let end = ContinuousClock.now
      state.withLock { state in
        state.depth -= 1
        state.spans.append(
          Span(
            name: name(), phase: phase, start: start - origin, duration: end - start,
            depth: state.depth))
      }
    }
    return try body()
  }

  private static var currentThread: UInt {
    #if canImport(Glibc)
      UInt(pthread_self())
    #else
      UInt(bitPattern: pthread_self())
    #endif
  }
}

extension Profiler {
  /// Runs an operator's computation as a span of its name.
  @inline(__always)
  static func span<Result>(
    of operation: some Operator, _ phase: Phase, _ body: () -> Result
  ) -> Result {
    span("\(type(of: operation))", phase, body)
  }
}
