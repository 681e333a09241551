import Arrays

/// Adam with decoupled weight decay (Loshchilov & Hutter, "Decoupled weight decay regularization",
/// 2019): each step first multiplies the parameter by 1 − learning rate · decay.
public struct AdamW: Optimizer {
  /// The size of a step.
  public var learningRate: Double
  /// The decay of the running mean of gradients.
  public var beta1: Double
  /// The decay of the running mean of squared gradients.
  public var beta2: Double
  /// Keeps the quotient finite where gradients vanish.
  public var epsilon: Double
  /// The share of each parameter that a step of size 1 takes away.
  public var weightDecay: Double
  /// Parameters with settings of their own.
  public var groups: [ParameterGroup] = []
  /// Steps made so far.
  public var step = 0
  /// The running means for each parameter, by its name.
  public var memories: [String: Adam.Moments] = [:]

  /// Creates an optimiser with PyTorch's defaults.
  public init(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0.01
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  /// `first_moment` and `second_moment`.
  public var memoryNames: [String] { Adam.Moments.names }

  /// Changes one parameter in place.
  public func change(
    _ parameter: inout NDArray, along gradient: NDArray,
    remembering memory: inout Adam.Moments?, learningRate: Double, weightDecay: Double
  ) {
    var moments = memory ?? Adam.Moments(for: parameter)
    memory = nil
    parameter.updateByAdam(
      gradient: gradient, firstMoment: &moments.first, secondMoment: &moments.second,
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      weightDecay: weightDecay, isDecayDecoupled: true, step: step)
    memory = moments
  }
}
