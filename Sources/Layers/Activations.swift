import Tensors

/// max(x, 0), element by element.
public struct ReLU: Layer {
  /// Creates the layer.
  public init() {}

  /// The positive elements; 0 for others.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.relu() }
}

/// x, or slope · x where that is negative, element by element.
public struct LeakyReLU: Layer {
  /// The factor of negative elements.
  public let slope: Double

  /// Creates the layer.
  public init(slope: Double = 0.01) { self.slope = slope }

  /// The elements, negative ones scaled.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.leakyRelu(slope: slope) }
}

/// x, or α (exp(x) − 1) where x is negative, element by element.
public struct ELU: Layer {
  /// The distance of the lower limit from 0.
  public let alpha: Double

  /// Creates the layer.
  public init(alpha: Double = 1) { self.alpha = alpha }

  /// The exponential linear unit of every element.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.elu(alpha: alpha) }
}

/// The exponential linear unit that keeps mean 0 and variance 1, element by element.
public struct SELU: Layer {
  /// Creates the layer.
  public init() {}

  /// The scaled exponential linear unit of every element.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.selu() }
}

/// log(1 + exp(x)), element by element.
public struct Softplus: Layer {
  /// Creates the layer.
  public init() {}

  /// The smooth form of ReLU for every element.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.softplus() }
}

/// x / (1 + exp(−x)), element by element.
public struct SiLU: Layer {
  /// Creates the layer.
  public init() {}

  /// Every element times its logistic function.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.silu() }
}

/// x times the normal distribution's probability of less than x, element by element.
public struct GELU: Layer {
  /// How the probability is computed.
  public let form: GELUForm

  /// Creates the layer.
  public init(_ form: GELUForm = .exact) { self.form = form }

  /// The Gaussian error linear unit of every element.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.gelu(form) }
}

/// x · tanh(log(1 + exp(x))), element by element.
public struct Mish: Layer {
  /// Creates the layer.
  public init() {}

  /// The function of every element.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.mish() }
}

/// 1 / (1 + exp(−x)), element by element.
public struct Sigmoid: Layer {
  /// Creates the layer.
  public init() {}

  /// The logistic function of every element.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.sigmoid() }
}

/// log(1 / (1 + exp(−x))), element by element.
public struct LogSigmoid: Layer {
  /// Creates the layer.
  public init() {}

  /// The logarithm of the logistic function of every element.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.logSigmoid() }
}

/// x / 6 + 1 / 2 within 0…1, element by element.
public struct HardSigmoid: Layer {
  /// Creates the layer.
  public init() {}

  /// The straight form of the logistic function for every element.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.hardSigmoid() }
}

/// x times its hard sigmoid, element by element.
public struct HardSwish: Layer {
  /// Creates the layer.
  public init() {}

  /// The straight form of SiLU for every element.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.hardSwish() }
}

/// tanh(x), element by element.
public struct Tanh: Layer {
  /// Creates the layer.
  public init() {}

  /// The hyperbolic tangent of every element.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.tanh() }
}

/// exp(x) over its sum along an axis.
public struct Softmax: Layer {
  /// The axis that sums to 1.
  public let axis: Int

  /// Creates the layer.
  public init(axis: Int = -1) { self.axis = axis }

  /// Probabilities along the axis.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.softmax(axis: axis) }
}

/// The logarithm of softmax.
public struct LogSoftmax: Layer {
  /// The axis whose exponentials sum to 1.
  public let axis: Int

  /// Creates the layer.
  public init(axis: Int = -1) { self.axis = axis }

  /// Logarithms of probabilities along the axis.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.logSoftmax(axis: axis) }
}
