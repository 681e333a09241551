import Arrays
import Tensors

/// The affine map y = x wᵀ + b of rows: (…, in) to (…, out).
public struct Linear: Layer {
  /// The weights, (out, in).
  public let weight: Parameter
  /// The bias, (out).
  public let bias: Parameter

  /// Creates a layer from its parameters: weights (out, in) and a bias (out).
  public init(weight: Parameter, bias: Parameter) {
    precondition(
      weight.shape.count == 2 && bias.shape == [weight.shape[0]],
      "a layer with weights \(weight.shape) and a bias \(bias.shape)")
    self.weight = weight
    self.bias = bias
  }

  /// Creates a layer with numbers drawn as PyTorch draws them: uniformly within ±1/√in.
  public init(_ inputs: Int, _ outputs: Int, generator: inout RandomGenerator) {
    weight = generator.uniformParameter([outputs, inputs], fanIn: inputs)
    bias = generator.uniformParameter([outputs], fanIn: inputs)
  }

  /// Maps rows of `input`, (…, in), to rows (…, out).
  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.affine(weight: weight.value, bias: bias.value)
  }
}
