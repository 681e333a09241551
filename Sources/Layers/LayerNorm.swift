import Arrays
import Tensors

/// Layer normalisation over the last axes (Ba, Kiros & Hinton, "Layer normalization", 2016).
public struct LayerNorm: Layer {
  /// The scales, of the normalised axes' shape.
  public let weight: Parameter
  /// The offsets, of the normalised axes' shape.
  public let bias: Parameter
  /// Added to the variances.
  public let epsilon: Double

  /// Creates a layer for last axes of `shape`: scales 1, offsets 0.
  public init(_ shape: [Int], epsilon: Double = 1e-5) {
    let count = shape.reduce(1, *)
    weight = Parameter(NDArray(Array(repeating: Float(1), count: count), shape: shape))
    bias = Parameter(.zeros(shape))
    self.epsilon = epsilon
  }

  /// Normalises `input`, (…, shape…).
  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.layerNorm(
      axes: weight.shape.count, weight: weight.value, bias: bias.value, epsilon: epsilon)
  }
}
