import Arrays

/// The largest differences between two arrays.
struct Difference: CustomStringConvertible {
  private(set) var absolute = 0.0
  private(set) var relative = 0.0
  private(set) var isWithinTolerance = true
  /// How many elements have an error in each of the histogram's bins.
  private(set) var histogram = [Int](repeating: 0, count: ErrorHistogram.bins.count)
  private let types: (found: String, expected: String)

  init(_ found: NDArray, _ expected: NDArray, _ tolerance: Tolerance) {
    types = ("\(found.dataType) \(found.shape)", "\(expected.dataType) \(expected.shape)")
    guard found.shape == expected.shape, found.dataType == expected.dataType else {
      isWithinTolerance = false
      return
    }
    let pairs = zip(
      found.cast(to: .float64).scalars(Double.self),
      expected.cast(to: .float64).scalars(Double.self))
    for (a, b) in pairs {
      let distance = a == b ? 0 : (a - b).magnitude
      histogram[ErrorHistogram.bin(of: distance)] += 1
      if a.isNaN || !tolerance.allows(a, for: b) { isWithinTolerance = false }
      absolute = distance.isNaN ? .infinity : max(absolute, distance)
      if b.magnitude >= tolerance.absolute { relative = max(relative, distance / b.magnitude) }
    }
  }

  var description: String {
    if absolute == .infinity { return "gives numbers that are not finite" }
    return types.found == types.expected
      ? "differs by up to \(absolute) (relative \(relative))"
      : "is \(types.found) instead of \(types.expected)"
  }
}
