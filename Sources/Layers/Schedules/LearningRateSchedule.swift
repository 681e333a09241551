/// The size of an optimiser's steps over the course of training.
///
///     let schedule = WarmUp(steps: 500, then: CosineSchedule(from: 1e-3, steps: 10_000))
///     optimizer.learningRate = schedule.learningRate(at: optimizer.step)
public protocol LearningRateSchedule: Sendable {
  /// The learning rate of the step that `step` steps precede: 0 for the first.
  func learningRate(at step: Int) -> Double
}

/// One learning rate throughout.
public struct ConstantSchedule: LearningRateSchedule {
  /// The learning rate.
  public var rate: Double

  /// Creates a schedule.
  public init(_ rate: Double) { self.rate = rate }

  /// The learning rate.
  public func learningRate(at step: Int) -> Double { rate }
}
