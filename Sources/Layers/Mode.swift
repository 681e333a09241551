/// What a model is run for: layers such as dropout and batch normalisation compute other things
/// while it is trained.
public enum Mode: Sendable, Hashable {
  /// Layers drop elements at random, and normalise by the batch and keep running statistics.
  case training
  /// Layers compute the trained function.
  case evaluation

  /// The mode that layers run in. It is `evaluation` unless `withMode(_:_:)` sets another, so that
  /// sampling and export need nothing.
  public static var current: Mode { TaskMode.current }
}

enum TaskMode {
  @TaskLocal static var current = Mode.evaluation
}

/// Runs `body` with layers in another mode.
///
///     let loss = withMode(.training) { model(images).crossEntropy(labels) }
public func withMode<Result>(_ mode: Mode, _ body: () throws -> Result) rethrows -> Result {
  try TaskMode.$current.withValue(mode, operation: body)
}
