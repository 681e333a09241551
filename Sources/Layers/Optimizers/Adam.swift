import Arrays

/// The Adam optimiser (Kingma & Ba, "Adam: a method for stochastic optimization", 2015).
///
/// Weight decay is added to the gradient, as in PyTorch; `AdamW` keeps the two apart.
public struct Adam: Optimizer {
  /// The size of a step.
  public var learningRate: Double
  /// The decay of the running mean of gradients.
  public var beta1: Double
  /// The decay of the running mean of squared gradients.
  public var beta2: Double
  /// Keeps the quotient finite where gradients vanish.
  public var epsilon: Double
  /// What each parameter is multiplied by and added to its gradient.
  public var weightDecay: Double
  /// Parameters with settings of their own.
  public var groups: [ParameterGroup] = []
  /// Steps made so far.
  public var step = 0
  /// The running means for each parameter, by its name.
  public var memories: [String: Moments] = [:]

  /// The running means for one parameter, of its shape.
  public struct Moments: OptimizerMemory {
    /// The running mean of gradients.
    public var first: NDArray
    /// The running mean of squared gradients.
    public var second: NDArray

    /// Creates running means, to restore an optimiser.
    public init(first: NDArray, second: NDArray) {
      self.first = first
      self.second = second
    }

    /// The running means before the first step.
    init(for parameter: NDArray) {
      first = .zeros(parameter.shape, parameter.dataType)
      second = .zeros(parameter.shape, parameter.dataType)
    }
  }

  /// Creates an optimiser with PyTorch's defaults.
  public init(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  /// `first_moment` and `second_moment`.
  public var memoryNames: [String] { Moments.names }

  /// Changes one parameter in place.
  public func change(
    _ parameter: inout NDArray, along gradient: NDArray, remembering memory: inout Moments?,
    learningRate: Double, weightDecay: Double
  ) {
    var moments = memory ?? Moments(for: parameter)
    memory = nil
    parameter.updateByAdam(
      gradient: gradient, firstMoment: &moments.first, secondMoment: &moments.second,
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      weightDecay: weightDecay, step: step)
    memory = moments
  }
}

extension Adam.Moments {
  static let names = ["first_moment", "second_moment"]

  /// The running means by their names in a saved state.
  public var arrays: [String: NDArray] { ["first_moment": first, "second_moment": second] }

  /// Restores running means; nil where one is missing.
  public init?(arrays: [String: NDArray]) {
    guard let first = arrays["first_moment"], let second = arrays["second_moment"] else {
      return nil
    }
    self.init(first: first, second: second)
  }
}
