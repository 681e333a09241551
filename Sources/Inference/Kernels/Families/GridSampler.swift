/// How GridSample reads one axis at a place given as a number from −1 to 1.
struct GridSampler: Sendable {
  private enum Mode: Sendable {
    case nearest, linear, cubic
  }

  /// What lies outside the grid.
  private enum Outside: String, Sendable {
    case zeros, border, reflection
  }

  private let mode: Mode
  private let outside: Outside
  /// Whether −1 and 1 are the centres of the outer elements, rather than their outer edges.
  private let alignsCorners: Bool

  init(
    _ node: inout NodeReader, names: (linear: String, cubic: String)
  ) throws(InferenceProblem) {
    alignsCorners = try node.flag("align_corners")
    switch try node.string("mode") ?? names.linear {
    case "nearest": mode = .nearest
    case names.linear: mode = .linear
    case names.cubic: mode = .cubic
    case let text: throw .invalidAttribute("mode", reason: "'\(text)' is not known")
    }
    outside = try node.choice("padding_mode", default: .zeros)
  }

  /// The place, counted in elements, of a number from −1 to 1, in that number's precision.
  func place<T: RealNumber>(_ number: T, extent: Int) -> Double {
    let place =
      alignsCorners
      ? (number + 1) / 2 * T(extent - 1) : ((number + 1) * T(extent) - 1) / 2
    return Double(mode == .nearest ? place.rounded(.toNearestOrEven) : place)
  }

  /// What is read at a place.
  func taps(at place: Double, extent: Int) -> AxisTaps {
    var taps = AxisTaps()
    let point = moved(place, extent: extent)
    guard extent > 0, point.magnitude < 0x1p52 else { return taps }
    let floor = point.rounded(.down)
    let (first, ratio) = (Int(floor), point - floor)
    switch mode {
    case .nearest: taps.append(element(first, extent), 1)
    case .linear:
      taps.append(element(first, extent), 1 - ratio)
      taps.append(element(first + 1, extent), ratio)
    case .cubic:
      let weights = cubicWeights(ratio, -0.75)
      for index in 0..<4 { taps.append(element(first - 1 + index, extent), weights[index]) }
    }
    return taps
  }

  private func borders(_ extent: Int) -> (low: Double, high: Double) {
    alignsCorners ? (0, Double(extent - 1)) : (-0.5, Double(extent) - 0.5)
  }

  /// A place outside moved inside, where the padding asks for it. Cubic interpolation moves its
  /// neighbours instead.
  private func moved(_ place: Double, extent: Int) -> Double {
    let (low, high) = borders(extent)
    if place >= low && place <= high || (mode == .cubic && place.isFinite) { return place }
    switch outside {
    case .zeros: return place.isNaN ? .infinity : place
    case .border: return min(max(0, place), Double(extent - 1))
    case .reflection: return reflected(place, low, high)
    }
  }

  /// An element's place, or nil where it counts as 0.
  private func element(_ index: Int, _ extent: Int) -> Int? {
    if (0..<extent).contains(index) { return index }
    switch outside {
    case .zeros: return nil
    case .border: return min(max(0, index), extent - 1)
    case .reflection:
      let (low, high) = borders(extent)
      return min(max(0, Int(reflected(Double(index), low, high))), extent - 1)
    }
  }

  /// A place reflected at the borders until it lies between them.
  private func reflected(_ place: Double, _ low: Double, _ high: Double) -> Double {
    guard high > low, place.isFinite else { return low }
    let width = high - low
    let distance = (place < low ? low - place : place - low)
    let rest = distance.truncatingRemainder(dividingBy: 2 * width)
    return rest <= width ? low + rest : high - (rest - width)
  }
}
