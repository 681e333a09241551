/// The elements of a grid that an interpolation at one point reads, and their weights: the outer
/// product of what it reads along each axis.
struct Stencil {
  /// Where the elements lie in the grid, in row-major order.
  private(set) var offsets: [Int] = [0]
  private(set) var weights: [Double] = [1]

  /// Begins with a point of a grid without axes.
  mutating func reset() {
    offsets.removeAll(keepingCapacity: true)
    weights.removeAll(keepingCapacity: true)
    offsets.append(0)
    weights.append(1)
  }

  /// Adds an axis to the grid.
  mutating func extend(by taps: AxisTaps, extent: Int) {
    let count = offsets.count
    for index in 0..<count {
      let (start, weight) = (offsets[index] * extent, weights[index])
      for tap in 0..<taps.count {
        offsets.append(start + taps.places[tap])
        weights.append(weight * taps.weights[tap])
      }
    }
    offsets.removeFirst(count)
    weights.removeFirst(count)
  }

  /// The weighted sum of the elements.
  @inline(__always)
  func apply<T: RealNumber>(to grid: UnsafePointer<T>) -> Double {
    var sum = 0.0
    for index in offsets.indices { sum += weights[index] * Double(grid[offsets[index]]) }
    return sum
  }
}

/// What an interpolation reads along one axis: at most four elements.
struct AxisTaps {
  private(set) var places = SIMD4<Int>()
  private(set) var weights = SIMD4<Double>()
  private(set) var count = 0

  /// Adds an element; nil is one that counts as 0.
  mutating func append(_ place: Int?, _ weight: Double) {
    guard let place else { return }
    (places[count], weights[count]) = (place, weight)
    count += 1
  }

  /// Linear interpolation, elements outside counting as 0.
  static func linear(at point: Double, extent: Int) -> AxisTaps {
    var taps = AxisTaps()
    guard point > -1, point < Double(extent) else { return taps }
    let floor = point.rounded(.down)
    let (first, ratio) = (Int(floor), point - floor)
    taps.append(first >= 0 ? first : nil, 1 - ratio)
    taps.append(first + 1 < extent ? first + 1 : nil, ratio)
    return taps
  }
}

/// The weights of cubic convolution for four neighbours, `ratio` of the way from the second to the
/// third.
///
/// Keys: "Cubic convolution interpolation for digital image processing", 1981, equation 4.
func cubicWeights(_ ratio: Double, _ a: Double) -> SIMD4<Double> {
  SIMD4(
    cubicWeight(ratio + 1, a), cubicWeight(ratio, a), cubicWeight(1 - ratio, a),
    cubicWeight(2 - ratio, a))
}

/// The weight of a neighbour at a distance.
func cubicWeight(_ distance: Double, _ a: Double) -> Double {
  let x = distance.magnitude
  if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
  return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0
}
