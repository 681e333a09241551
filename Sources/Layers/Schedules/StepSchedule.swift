/// A learning rate that is multiplied by a factor at regular intervals: PyTorch's `StepLR`.
public struct StepSchedule: LearningRateSchedule {
  /// The learning rate at first.
  public var initialRate: Double
  /// The steps between two changes.
  public var interval: Int
  /// What the learning rate is multiplied by.
  public var factor: Double

  /// Creates a schedule.
  public init(from initialRate: Double, every interval: Int, factor: Double = 0.1) {
    precondition(interval > 0, "a learning rate that changes every \(interval) steps")
    self.initialRate = initialRate
    self.interval = interval
    self.factor = factor
  }

  /// initial rate · factor^⌊step / interval⌋.
  public func learningRate(at step: Int) -> Double {
    // One multiplication a change: exact for factors such as ½, and the same on every platform.
    (0..<step / interval).reduce(initialRate) { rate, _ in rate * factor }
  }
}
