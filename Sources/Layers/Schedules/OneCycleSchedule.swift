import Foundation

/// A learning rate that rises to a maximum and falls far below where it began (Smith & Topin,
/// "Super-convergence", 2018): PyTorch's `OneCycleLR`.
public struct OneCycleSchedule: LearningRateSchedule {
  /// How the rate moves from one value to the next.
  public enum Curve: Sendable {
    /// Along half a cosine.
    case cosine
    /// Evenly.
    case linear
  }

  /// The highest learning rate.
  public var maximum: Double
  /// The steps of the cycle; the last rate holds afterwards.
  public var steps: Int
  /// The share of the steps in which the rate rises.
  public var risingShare: Double
  /// The maximum by the rate at first.
  public var initialDivisor: Double
  /// The rate at first by the rate at the end.
  public var finalDivisor: Double
  /// How the rate moves.
  public var curve: Curve
  /// Whether the rate falls to where it began as it rose, and only then to the end.
  public var hasThreePhases: Bool

  /// Creates a schedule with PyTorch's defaults.
  public init(
    maximum: Double, steps: Int, risingShare: Double = 0.3, initialDivisor: Double = 25,
    finalDivisor: Double = 1e4, curve: Curve = .cosine, hasThreePhases: Bool = false
  ) {
    precondition(steps > 0, "a cycle of \(steps) steps")
    self.maximum = maximum
    self.steps = steps
    self.risingShare = risingShare
    self.initialDivisor = initialDivisor
    self.finalDivisor = finalDivisor
    self.curve = curve
    self.hasThreePhases = hasThreePhases
  }

  /// The rate on the curve between the ends of the phase that `step` is in.
  public func learningRate(at step: Int) -> Double {
    let (initial, count) = (maximum / initialDivisor, Double(steps))
    let peak = risingShare * count - 1
    var turns: [(step: Double, rate: Double)] = [(0, initial), (peak, maximum)]
    if hasThreePhases { turns.append((2 * risingShare * count - 2, initial)) }
    turns.append((count - 1, initial / finalDivisor))
    let position = min(Double(step), count - 1)
    let phase = turns.indices.dropFirst().first { position <= turns[$0].step } ?? turns.count - 1
    let (start, end) = (turns[phase - 1], turns[phase])
    let length = end.step - start.step
    let share = length == 0 ? 1 : (position - start.step) / length
    switch curve {
    case .cosine: return end.rate + (start.rate - end.rate) / 2 * (1 + cos(.pi * share))
    case .linear: return start.rate + (end.rate - start.rate) * share
    }
  }
}
