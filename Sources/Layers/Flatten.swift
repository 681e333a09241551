import Tensors

/// One axis in place of all from `axis` on: (N, C, height, width) to (N, C · height · width).
public struct Flatten: Layer {
  /// The first axis that is merged.
  public let axis: Int

  /// Creates the layer.
  public init(from axis: Int = 1) { self.axis = axis }

  /// The same elements with fewer axes.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.flattened(from: axis) }
}

/// One axis split into several: (N, C · height · width) to (N, C, height, width).
public struct Unflatten: Layer {
  /// The axis that is split.
  public let axis: Int
  /// The extents that take its place.
  public let shape: [Int]

  /// Creates the layer.
  public init(axis: Int = 1, to shape: [Int]) {
    self.axis = axis
    self.shape = shape
  }

  /// The same elements with more axes.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    let axis = axis < 0 ? axis + input.rank : axis
    precondition(
      input.shape.indices.contains(axis), "no axis \(self.axis) in the shape \(input.shape)")
    return input.reshaped(to: input.shape[..<axis] + shape + input.shape[(axis + 1)...])
  }
}
