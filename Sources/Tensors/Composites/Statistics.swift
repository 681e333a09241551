import Arrays

extension Tensor {
  /// The variance over `axes` (all by default), which keep extent 1 when `keepingAxes`: the sum of
  /// squared distances to the mean, divided by the number of elements less `correction`.
  ///
  /// A correction of 1 (Bessel's) estimates the variance of what the elements were drawn from; 0 is
  /// the variance of the elements themselves.
  public func variance(
    axes: [Int]? = nil, correction: Int = 1, keepingAxes: Bool = false
  ) -> Tensor {
    let axes = axes ?? Array(shape.indices)
    let count = axes.reduce(1) { $0 * shape[resolved($1)] }
    let distances = self - mean(axes: axes, keepingAxes: true)
    let sum = (distances * distances).sum(axes: axes, keepingAxes: keepingAxes)
    return sum / Double(Swift.max(0, count - correction))
  }
}
