import Arrays

// Means and variances over some axes, as the normalizations use them.

extension NDArray {
  /// The mean over axes, which keep extent 1.
  func mean(over axes: [Int]) -> NDArray {
    let count = axes.reduce(1.0) { $0 * Double(shape[$1]) }
    return sum(axes: axes, keepingAxes: true).combining(.divide, constant(count))
  }

  /// These elements less their mean over axes, and the mean of the squares of that: the variance.
  func centered(over axes: [Int]) -> (elements: NDArray, mean: NDArray, variance: NDArray) {
    let mean = mean(over: axes)
    let elements = combining(.subtract, mean)
    return (elements, mean, elements.applying(.square).mean(over: axes))
  }

  /// These elements divided by √(variance + epsilon).
  func divided(byDeviationOf variance: NDArray, _ epsilon: Float) -> NDArray {
    combining(.divide, variance.combining(.add, constant(Double(epsilon))).applying(.squareRoot))
  }

  /// These elements with mean 0 and variance 1 over axes.
  func standardized(over axes: [Int], epsilon: Float) -> NDArray {
    let (elements, _, variance) = centered(over: axes)
    return elements.divided(byDeviationOf: variance, epsilon)
  }
}

/// The precision in which a normalization computes its statistics: the attribute `stash_type`.
struct StatisticsType: Sendable {
  /// The type; nil where it is that of the elements.
  let dataType: DataType?

  init(_ node: inout NodeReader) throws(InferenceProblem) {
    switch try node.int("stash_type") ?? 1 {
    case 0: dataType = nil
    case 1: dataType = .float32
    case 11: dataType = .float64
    case let number:
      throw .invalidAttribute("stash_type", reason: "the element type \(number) is not supported")
    }
  }

  /// The type for elements of a type.
  func resolved(for elements: DataType) -> DataType { dataType ?? elements }
}
