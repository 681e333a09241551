import Arrays
import Tensors

/// Group normalisation of (N, C, …) (Wu & He, "Group normalization", 2018).
public struct GroupNorm: Layer {
  /// The scales, (C).
  public let weight: Parameter
  /// The offsets, (C).
  public let bias: Parameter
  /// How many groups the channels are normalised in.
  public let groups: Int
  /// Added to the variances.
  public let epsilon: Double

  /// Creates a layer: scales 1, offsets 0.
  public init(groups: Int, _ channels: Int, epsilon: Double = 1e-5) {
    precondition(
      groups > 0 && channels % groups == 0, "\(channels) channels in \(groups) groups")
    weight = Parameter(NDArray(Array(repeating: Float(1), count: channels)))
    bias = Parameter(.zeros([channels]))
    self.groups = groups
    self.epsilon = epsilon
  }

  /// Normalises `input`, (N, C, …).
  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.groupNorm(groups: groups, weight: weight.value, bias: bias.value, epsilon: epsilon)
  }
}
