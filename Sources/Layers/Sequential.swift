import Tensors

/// Layers applied one after the other.
public struct Sequential: Layer {
  /// The layers in the order of application.
  public let layers: [any Layer]

  /// Creates a chain of layers.
  public init(_ layers: any Layer...) { self.layers = layers }

  /// The last layer's output.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    layers.reduce(input) { $1($0) }
  }
}
