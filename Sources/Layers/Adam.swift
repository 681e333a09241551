import Arrays
import Tensors

/// The Adam optimiser (Kingma & Ba, "Adam: a method for stochastic optimization", 2015).
public struct Adam {
  /// The size of a step.
  public var learningRate: Double
  /// The decay of the running mean of gradients.
  public var beta1: Double
  /// The decay of the running mean of squared gradients.
  public var beta2: Double
  /// Keeps the quotient finite where gradients vanish.
  public var epsilon: Double
  /// Steps made so far.
  public var step = 0
  /// The running means for each parameter, by its name.
  public var moments: [String: Moments] = [:]

  /// The running means for one parameter, of its shape.
  public struct Moments: Sendable {
    /// The running mean of gradients.
    public var first: NDArray
    /// The running mean of squared gradients.
    public var second: NDArray

    /// Creates running means, to restore an optimiser.
    public init(first: NDArray, second: NDArray) {
      self.first = first
      self.second = second
    }
  }

  /// Creates an optimiser with PyTorch's defaults.
  public init(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  /// Makes one step: changes each trainable parameter along its gradient.
  public mutating func update(_ parameters: [NamedParameter], gradients: [Tensor]) {
    precondition(
      parameters.count == gradients.count,
      "\(parameters.count) parameters and \(gradients.count) gradients")
    step += 1
    for (named, gradient) in zip(parameters, gradients) where named.parameter.isTrainable {
      update(named, gradient.array)
    }
  }

  private mutating func update(_ named: NamedParameter, _ gradient: NDArray) {
    let shape = named.parameter.shape
    // Taken out of the dictionary, so that they are changed in place.
    var moments =
      moments.removeValue(forKey: named.name)
      ?? Moments(
        first: .zeros(shape, gradient.dataType), second: .zeros(shape, gradient.dataType))
    named.parameter.update {
      $0.updateByAdam(
        gradient: gradient, firstMoment: &moments.first, secondMoment: &moments.second,
        learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon, step: step)
    }
    self.moments[named.name] = moments
  }
}
