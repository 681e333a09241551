import Arrays

/// Stochastic gradient descent with momentum, as PyTorch defines it (Sutskever et al., "On the
/// importance of initialization and momentum in deep learning", 2013):
///
/// g ← g + decay · p; v ← momentum · v + (1 − dampening) g, at first v ← g; p ← p − rate · v, or
/// p ← p − rate (g + momentum · v) with Nesterov's momentum.
public struct SGD: Optimizer {
  /// The size of a step.
  public var learningRate: Double
  /// How much of the velocity a step keeps; 0 for plain gradient descent.
  public var momentum: Double
  /// How much of each gradient after the first the velocity leaves out.
  public var dampening: Double
  /// What each parameter is multiplied by and added to its gradient.
  public var weightDecay: Double
  /// Whether the step looks ahead along the velocity.
  public var isNesterov: Bool
  /// Parameters with settings of their own.
  public var groups: [ParameterGroup] = []
  /// Steps made so far.
  public var step = 0
  /// The velocity of each parameter, by its name.
  public var memories: [String: Velocity] = [:]

  /// The running sum of one parameter's gradients, of its shape.
  public struct Velocity: OptimizerMemory {
    /// The sum.
    public var velocity: NDArray

    /// The velocity by its name in a saved state.
    public var arrays: [String: NDArray] { ["velocity": velocity] }
  }

  /// Creates an optimiser.
  ///
  /// Nesterov's momentum needs a momentum and no dampening.
  public init(
    learningRate: Double = 1e-3, momentum: Double = 0, dampening: Double = 0,
    weightDecay: Double = 0, isNesterov: Bool = false
  ) {
    precondition(
      !isNesterov || (momentum > 0 && dampening == 0),
      "Nesterov's momentum with momentum \(momentum) and dampening \(dampening)")
    self.learningRate = learningRate
    self.momentum = momentum
    self.dampening = dampening
    self.weightDecay = weightDecay
    self.isNesterov = isNesterov
  }

  /// `velocity`, where there is momentum.
  public var memoryNames: [String] { momentum == 0 ? [] : ["velocity"] }

  /// Changes one parameter in place.
  public func change(
    _ parameter: inout NDArray, along gradient: NDArray, remembering memory: inout Velocity?,
    learningRate: Double, weightDecay: Double
  ) {
    var velocity = memory?.velocity
    memory = nil
    parameter.updateBySGD(
      gradient: gradient, velocity: &velocity, learningRate: learningRate, momentum: momentum,
      dampening: dampening, weightDecay: weightDecay, isNesterov: isNesterov)
    memory = velocity.map { Velocity(velocity: $0) }
  }
}

extension SGD.Velocity {
  /// Restores a velocity; nil where it is missing.
  public init?(arrays: [String: NDArray]) {
    guard let velocity = arrays["velocity"] else { return nil }
    self.init(velocity: velocity)
  }
}
