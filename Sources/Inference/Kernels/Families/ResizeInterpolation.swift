import Arrays

/// How a resize computes elements from the neighbours of their places.
struct ResizeInterpolation: Sendable {
  enum Mode: String, Sendable {
    case nearest, linear, cubic
  }

  var mode: Mode
  var coordinates: ResizeCoordinates
  var nearest: NearestRule
  /// The coefficient of cubic convolution.
  var cubicCoefficient = -0.75
  /// Whether neighbours outside the input count for nothing, rather than as those at the border.
  var excludesOutside = false
  /// Whether, where the axis shrinks, more neighbours count than the nearest ones.
  var antialiases = false
  /// What elements outside the part that is cut out are.
  var outsideValue: Float = 0

  /// An array resized along some axes.
  func resize(_ x: NDArray, _ axes: [ResizedAxis]) throws(InferenceProblem) -> NDArray {
    // Axes that shrink come first, so that nothing between is larger than both ends.
    let active = axes.filter {
      $0.input != $0.output || $0.scale != 1 || coordinates == .cropAndResize
    }.sorted { Double($0.output) * Double($1.input) < Double($1.output) * Double($0.input) }
    var result = x
    if mode == .nearest {
      let value = NDArray(scalar: outsideValue).cast(to: x.dataType)
      for axis in active {
        result = result.taking(neighbours(axis), axis: axis.axis, filler: value)
      }
      return result
    }
    let wide = x.dataType.isFloatingPoint ? x.dataType : .float64
    result = x.cast(to: wide)
    for axis in active {
      let resampling = try weighted(axis)
      func run<T: RealNumber>(_ type: T.Type) -> NDArray {
        result.resampled(resampling, of: type, outside: T(outsideValue))
      }
      result = try wide.floating(run, run)
    }
    return result.cast(to: x.dataType)
  }

  private func isOutside(_ place: Double, _ axis: ResizedAxis) -> Bool {
    coordinates == .cropAndResize && !(place >= 0 && place <= Double(axis.input - 1))
  }

  /// The element of the input that each of the output's is; −1 is the value outside.
  private func neighbours(_ axis: ResizedAxis) -> [Int] {
    (0..<axis.output).map { index in
      let place = coordinates.place(of: index, axis)
      if isOutside(place, axis) { return -1 }
      let neighbour = nearest.neighbour(of: place, scale: axis.scale)
      return Int(min(max(0, neighbour), Double(axis.input - 1)))
    }
  }

  private func weighted(_ axis: ResizedAxis) throws(InferenceProblem) -> AxisResampling {
    let shrinking = antialiases ? min(axis.scale, 1) : 1
    let reach = ((mode == .linear ? 1 : 2) / shrinking).rounded(.up)
    guard reach <= 4 * Double(axis.input) + 8 else {
      throw .invalidValue("the scale \(axis.scale) of an axis of \(axis.input) elements")
    }
    let first = 1 - Int(reach)
    var resampling = AxisResampling(axis: axis.axis, tapCount: 2 - 2 * first)
    for index in 0..<axis.output {
      let place = coordinates.place(of: index, axis)
      if isOutside(place, axis) {
        resampling.outside.append(index)
        resampling.places += Array(repeating: 0, count: resampling.tapCount)
        resampling.weights += Array(repeating: 0, count: resampling.tapCount)
        continue
      }
      // A place on an element counts as the end of the stretch before it.
      let base = place.rounded(.up) - 1
      var weights: [Double] = []
      for offset in first..<(first + resampling.tapCount) {
        let neighbour = base + Double(offset)
        let isInside = neighbour >= 0 && neighbour < Double(axis.input)
        resampling.places.append(Int(min(max(0, neighbour), Double(axis.input - 1))))
        let distance = (neighbour - place) * shrinking
        weights.append(excludesOutside && !isInside ? 0 : weight(distance))
      }
      let sum = excludesOutside || antialiases ? weights.reduce(0, +) : 1
      resampling.weights += weights.map { $0 / sum }
    }
    return resampling
  }

  private func weight(_ distance: Double) -> Double {
    mode == .linear
      ? max(0, 1 - distance.magnitude) : cubicWeight(distance, cubicCoefficient)
  }
}
