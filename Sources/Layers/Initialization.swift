import Arrays

extension RandomGenerator {
  /// Weights and biases of a layer as PyTorch draws them: uniformly within ±1/√(inputs of a unit).
  mutating func uniformParameter(_ shape: [Int], fanIn: Int) -> Parameter {
    let bound = 1 / Float(max(1, fanIn)).squareRoot()
    return Parameter(uniform(shape, low: -bound, high: bound))
  }
}
