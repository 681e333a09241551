import Tensors

/// max(x, 0), element by element.
public struct ReLU: Layer {
  /// Creates the layer.
  public init() {}

  /// The positive elements; 0 for others.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.relu() }
}

/// 1 / (1 + exp(−x)), element by element.
public struct Sigmoid: Layer {
  /// Creates the layer.
  public init() {}

  /// The logistic function of every element.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.sigmoid() }
}

/// tanh(x), element by element.
public struct Tanh: Layer {
  /// Creates the layer.
  public init() {}

  /// The hyperbolic tangent of every element.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.tanh() }
}
