/// A learning rate that first rises evenly to another schedule's, which then begins: PyTorch's
/// `LinearLR` followed by another in `SequentialLR`.
public struct WarmUp: LearningRateSchedule {
  /// The steps before the other schedule begins.
  public var steps: Int
  /// The share of the other schedule's first rate that is taken at first.
  public var initialFactor: Double
  /// What follows.
  public var next: any LearningRateSchedule

  /// Creates a schedule.
  public init(steps: Int, from initialFactor: Double = 0, then next: any LearningRateSchedule) {
    precondition(steps >= 0, "a learning rate that rises within \(steps) steps")
    self.steps = steps
    self.initialFactor = initialFactor
    self.next = next
  }

  /// next rate · (initial factor + (1 − initial factor) step / steps), then the next schedule's.
  public func learningRate(at step: Int) -> Double {
    guard step < steps else { return next.learningRate(at: step - steps) }
    let share = Double(step) / Double(steps)
    return next.learningRate(at: 0) * (initialFactor + (1 - initialFactor) * share)
  }
}
