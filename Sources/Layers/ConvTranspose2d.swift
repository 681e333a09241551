import Arrays
import Tensors

/// A transposed convolution of images: (N, in, height, width) to (N, out, height′, width′).
public struct ConvTranspose2d: Layer {
  /// The weights, (in, out / groups, kernel height, kernel width).
  public let weight: Parameter
  /// The bias, (out).
  public let bias: Parameter?
  /// How far the kernel moves in the result.
  public let stride: PerAxis
  /// Rows and columns taken from every side of the result.
  public let padding: PerAxis
  /// Rows and columns added at the end of the result.
  public let outputPadding: PerAxis
  /// The distance between elements of the kernel.
  public let dilation: PerAxis
  /// Groups of channels that do not mix.
  public let groups: Int

  /// Creates a layer with numbers drawn as PyTorch draws them: uniformly within
  /// ±1/√(out / groups · kernel).
  public init(
    _ inputs: Int, _ outputs: Int, kernel: PerAxis, stride: PerAxis = 1, padding: PerAxis = 0,
    outputPadding: PerAxis = 0, groups: Int = 1, dilation: PerAxis = 1, hasBias: Bool = true,
    generator: inout RandomGenerator
  ) {
    precondition(
      groups > 0 && inputs % groups == 0 && outputs % groups == 0,
      "\(inputs) to \(outputs) channels in \(groups) groups")
    let shape = [inputs, outputs / groups] + kernel(2)
    let fanIn = shape[1...].reduce(1, *)
    weight = generator.uniformParameter(shape, fanIn: fanIn)
    bias = hasBias ? generator.uniformParameter([outputs], fanIn: fanIn) : nil
    self.stride = stride
    self.padding = padding
    self.outputPadding = outputPadding
    self.dilation = dilation
    self.groups = groups
  }

  /// The transposed convolution of `input`, (N, in, height, width).
  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.convTranspose2d(
      weight.value, bias: bias?.value, stride: stride, padding: padding,
      outputPadding: outputPadding, groups: groups, dilation: dilation)
  }
}
