import Arrays
import Tensors

/// A table of vectors, looked up by int64 indices: (…) to (…, size).
public struct Embedding: Layer {
  /// The vectors, (count, size).
  public let weight: Parameter

  /// Creates a table of `count` vectors of `size` numbers, drawn from the standard normal
  /// distribution as PyTorch draws them.
  public init(_ count: Int, _ size: Int, generator: inout RandomGenerator) {
    weight = Parameter(generator.normal([count, size]))
  }

  /// The vectors of `input`, int64 indices of any shape.
  public func callAsFunction(_ input: Tensor) -> Tensor { weight.value.embedding(input) }
}
