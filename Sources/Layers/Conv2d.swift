import Arrays
import Tensors

/// A convolution of images: (N, in, height, width) to (N, out, height′, width′).
public struct Conv2d: Layer {
  /// The weights, (out, in / groups, kernel height, kernel width).
  public let weight: Parameter
  /// The bias, (out).
  public let bias: Parameter?
  /// How far the kernel moves.
  public let stride: PerAxis
  /// Zeros on every side.
  public let padding: PerAxis
  /// The distance between elements of the kernel.
  public let dilation: PerAxis
  /// Groups of channels that do not mix.
  public let groups: Int

  /// Creates a layer with numbers drawn as PyTorch draws them: uniformly within
  /// ±1/√(in / groups · kernel).
  public init(
    _ inputs: Int, _ outputs: Int, kernel: PerAxis, stride: PerAxis = 1, padding: PerAxis = 0,
    dilation: PerAxis = 1, groups: Int = 1, hasBias: Bool = true,
    generator: inout RandomGenerator
  ) {
    precondition(
      groups > 0 && inputs % groups == 0 && outputs % groups == 0,
      "\(inputs) to \(outputs) channels in \(groups) groups")
    let shape = [outputs, inputs / groups] + kernel(2)
    let fanIn = shape[1...].reduce(1, *)
    weight = generator.uniformParameter(shape, fanIn: fanIn)
    bias = hasBias ? generator.uniformParameter([outputs], fanIn: fanIn) : nil
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
  }

  /// The convolution of `input`, (N, in, height, width).
  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.conv2d(
      weight.value, bias: bias?.value, stride: stride, padding: padding, dilation: dilation,
      groups: groups)
  }
}
