import Arrays

/// RMSProp (Tieleman & Hinton, "Neural networks for machine learning", lecture 6.5, 2012), as
/// PyTorch defines it:
///
/// g ← g + decay · p; s ← α s + (1 − α) g²; q = g / (√s + ε), and p ← p − rate · q or, with
/// momentum, v ← momentum · v + q, p ← p − rate · v. Centred, √(s − m²) takes the place of √s, with
/// the running mean m ← α m + (1 − α) g (Graves, "Generating sequences with recurrent neural
/// networks", 2013).
public struct RMSProp: Optimizer {
  /// The size of a step.
  public var learningRate: Double
  /// The decay of the running means.
  public var alpha: Double
  /// Keeps the quotient finite where gradients vanish.
  public var epsilon: Double
  /// What each parameter is multiplied by and added to its gradient.
  public var weightDecay: Double
  /// How much of the velocity a step keeps.
  public var momentum: Double
  /// Whether gradients are divided by their standard deviation rather than their size.
  public var isCentered: Bool
  /// Parameters with settings of their own.
  public var groups: [ParameterGroup] = []
  /// Steps made so far.
  public var step = 0
  /// What is remembered about each parameter, by its name.
  public var memories: [String: Averages] = [:]

  /// The running means for one parameter, of its shape.
  public struct Averages: OptimizerMemory {
    /// The running mean of squared gradients.
    public var square: NDArray
    /// The running mean of gradients, where the optimiser is centred.
    public var mean: NDArray?
    /// The running sum of steps, where there is momentum.
    public var velocity: NDArray?

    /// The arrays by their names in a saved state.
    public var arrays: [String: NDArray] {
      var arrays = ["square_average": square]
      arrays["gradient_average"] = mean
      arrays["velocity"] = velocity
      return arrays
    }

    /// Restores running means; nil where that of squares is missing.
    public init?(arrays: [String: NDArray]) {
      guard let square = arrays["square_average"] else { return nil }
      self.square = square
      mean = arrays["gradient_average"]
      velocity = arrays["velocity"]
    }

    /// The running means before the first step.
    init(for parameter: NDArray, isCentered: Bool, hasMomentum: Bool) {
      let zeros = { NDArray.zeros(parameter.shape, parameter.dataType) }
      square = zeros()
      mean = isCentered ? zeros() : nil
      velocity = hasMomentum ? zeros() : nil
    }
  }

  /// Creates an optimiser with PyTorch's defaults.
  public init(
    learningRate: Double = 1e-2, alpha: Double = 0.99, epsilon: Double = 1e-8,
    weightDecay: Double = 0, momentum: Double = 0, isCentered: Bool = false
  ) {
    self.learningRate = learningRate
    self.alpha = alpha
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.momentum = momentum
    self.isCentered = isCentered
  }

  /// `square_average`, and `gradient_average` and `velocity` where they are used.
  public var memoryNames: [String] {
    ["square_average"] + (isCentered ? ["gradient_average"] : [])
      + (momentum == 0 ? [] : ["velocity"])
  }

  /// Changes one parameter in place.
  public func change(
    _ parameter: inout NDArray, along gradient: NDArray, remembering memory: inout Averages?,
    learningRate: Double, weightDecay: Double
  ) {
    var averages =
      memory ?? Averages(for: parameter, isCentered: isCentered, hasMomentum: momentum != 0)
    memory = nil
    parameter.updateByRMSProp(
      gradient: gradient, squareAverage: &averages.square, gradientAverage: &averages.mean,
      velocity: &averages.velocity, learningRate: learningRate, alpha: alpha, epsilon: epsilon,
      weightDecay: weightDecay, momentum: momentum)
    memory = averages
  }
}
