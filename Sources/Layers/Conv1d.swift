import Arrays
import Tensors

/// A convolution of sequences: (N, in, length) to (N, out, length′).
public struct Conv1d: Layer {
  /// The weights, (out, in / groups, kernel).
  public let weight: Parameter
  /// The bias, (out).
  public let bias: Parameter?
  /// How far the kernel moves.
  public let stride: PerAxis
  /// Zeros on both sides.
  public let padding: PerAxis
  /// The distance between elements of the kernel.
  public let dilation: PerAxis
  /// Groups of channels that do not mix.
  public let groups: Int

  /// Creates a layer with numbers drawn as PyTorch draws them: uniformly within
  /// ±1/√(in / groups · kernel).
  public init(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: PerAxis = 1, padding: PerAxis = 0,
    dilation: PerAxis = 1, groups: Int = 1, hasBias: Bool = true,
    generator: inout RandomGenerator
  ) {
    precondition(
      groups > 0 && inputs % groups == 0 && outputs % groups == 0,
      "\(inputs) to \(outputs) channels in \(groups) groups")
    let shape = [outputs, inputs / groups, kernel]
    let fanIn = shape[1...].reduce(1, *)
    weight = generator.uniformParameter(shape, fanIn: fanIn)
    bias = hasBias ? generator.uniformParameter([outputs], fanIn: fanIn) : nil
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
  }

  /// The convolution of `input`, (N, in, length).
  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.conv1d(
      weight.value, bias: bias?.value, stride: stride, padding: padding, dilation: dilation,
      groups: groups)
  }
}
