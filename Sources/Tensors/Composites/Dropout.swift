import Arrays

extension Tensor {
  /// Sets each element to 0 with a probability and divides the others by the probability of staying,
  /// so that the expectation remains (Srivastava and others 2014).
  ///
  /// - Parameters:
  ///   - probability: How likely an element is set to 0.
  ///   - generator: Draws one number for each element.
  public func dropout(_ probability: Double, generator: inout RandomGenerator) -> Tensor {
    precondition((0...1).contains(probability), "a dropout probability of \(probability)")
    let isDropped = Tensor(generator.uniform(shape)) .< probability
    let scale = probability < 1 ? 1 / (1 - probability) : 0
    let mask = Tensor.where(isDropped, Tensor(0, dataType), Tensor(scale, dataType))
    return self * mask
  }
}
