import Arrays

/// How the elements of an array are distributed: counts in buckets of equal width between the smallest
/// and the largest. Elements that are not finite are left out.
public struct Histogram: Sendable, Hashable {
  /// The smallest and the largest element; 0 where there is none.
  public private(set) var minimum = 0.0, maximum = 0.0
  /// The number of elements.
  public private(set) var count = 0
  /// The sum of the elements, and of their squares.
  public private(set) var sum = 0.0, sumOfSquares = 0.0
  /// The upper ends of the buckets, which rise; the last is `maximum`.
  public private(set) var limits: [Double] = []
  /// The elements of each bucket, above the end of the bucket before.
  public private(set) var counts: [Int] = []

  /// Counts the elements of a numeric array of any shape.
  ///
  /// - Parameters:
  ///   - array: The elements.
  ///   - buckets: The number of buckets, at least 1; a single one where all elements are equal.
  public init(_ array: NDArray, buckets: Int = 64) {
    precondition(buckets >= 1, "a histogram has at least one bucket, not \(buckets)")
    let elements = array.cast(to: .float64).scalars(Double.self).filter(\.isFinite)
    (minimum, maximum) = (elements.min() ?? 0, elements.max() ?? 0)
    count = elements.count
    for element in elements {
      sum += element
      sumOfSquares += element * element
    }
    limits = Self.limits(from: minimum, to: maximum, buckets: buckets)
    counts = [Int](repeating: 0, count: limits.count)
    let (last, range) = (limits.count - 1, maximum - minimum)
    for element in elements {
      // The division may round to a neighbour of the bucket.
      var index = last == 0 ? 0 : min(Int((element - minimum) / range * Double(limits.count)), last)
      while index > 0 && element <= limits[index - 1] { index -= 1 }
      while element > limits[index] { index += 1 }
      counts[index] += 1
    }
  }

  /// Rising ends of buckets of equal width. Elements so close or so far apart that the ends would not
  /// rise, or not be finite, share one bucket.
  private static func limits(from low: Double, to high: Double, buckets: Int) -> [Double] {
    let width = (high - low) / Double(buckets)
    let limits = (1..<buckets).map { low + Double($0) * width } + [high]
    let rises = zip([low] + limits, limits).allSatisfy { $0 < $1 }
    return rises && width.isFinite ? limits : [high]
  }
}
