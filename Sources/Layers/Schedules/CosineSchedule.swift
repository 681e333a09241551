import Foundation

/// A learning rate that falls along half a cosine (Loshchilov & Hutter, "SGDR: stochastic gradient
/// descent with warm restarts", 2017): PyTorch's `CosineAnnealingLR`.
public struct CosineSchedule: LearningRateSchedule {
  /// The learning rate at first.
  public var initialRate: Double
  /// The learning rate after `steps` steps.
  public var finalRate: Double
  /// The steps that the fall takes; afterwards the rate rises again along the same curve.
  public var steps: Int

  /// Creates a schedule.
  public init(from initialRate: Double, to finalRate: Double = 0, steps: Int) {
    precondition(steps > 0, "a learning rate that falls within \(steps) steps")
    self.initialRate = initialRate
    self.finalRate = finalRate
    self.steps = steps
  }

  /// final rate + (initial rate − final rate) (1 + cos(π step / steps)) / 2.
  public func learningRate(at step: Int) -> Double {
    let phase = Double.pi * Double(step) / Double(steps)
    return finalRate + (initialRate - finalRate) * (1 + cos(phase)) / 2
  }
}
