import Arrays

/// What becomes of the sizes that a resize asks for.
enum AspectRatioPolicy: String, Sendable {
  /// They are the output's.
  case stretch
  /// All axes are scaled alike, so that none becomes longer than its size.
  case notLarger = "not_larger"
  /// All axes are scaled alike, so that none becomes shorter than its size.
  case notSmaller = "not_smaller"
}

extension ResizeInterpolation {
  /// The attributes of opset 11 and later.
  init(_ node: inout NodeReader, _ canAntialias: Bool) throws(InferenceProblem) {
    mode = try node.choice("mode", default: .nearest)
    coordinates = try node.choice("coordinate_transformation_mode", default: .halfPixel)
    nearest = try node.choice("nearest_mode", default: .roundPreferFloor)
    cubicCoefficient = Double(try node.float("cubic_coeff_a") ?? -0.75)
    excludesOutside = try node.flag("exclude_outside")
    outsideValue = try node.float("extrapolation_value") ?? 0
    antialiases = canAntialias ? try node.flag("antialias") : false
  }

  /// The attributes before opset 11, as Upsample has them too.
  init(legacy node: inout NodeReader) throws(InferenceProblem) {
    mode = try node.choice("mode", default: .nearest)
    if mode == .cubic { throw .invalidAttribute("mode", reason: "'cubic' is not known") }
    coordinates = .asymmetric
    nearest = .towardsScale
  }
}

extension [Int] {
  /// These axes of a shape, each multiplied by a scale.
  func resized(
    _ shape: [Int], by scales: [Float], _ regions: [(start: Double, end: Double)]
  ) throws(InferenceProblem) -> [ResizedAxis] {
    guard scales.count == count else {
      throw .invalidValue("\(scales.count) scales for \(count) axes")
    }
    var axes: [ResizedAxis] = []
    for (index, scale) in scales.enumerated() {
      let region = regions[index]
      let length = Float(shape[self[index]]) * Float(region.end - region.start) * scale
      guard scale > 0, scale.isFinite, length >= 0, length < 0x1p56 else {
        throw .invalidValue("the scale \(scale) of an axis of \(shape[self[index]]) elements")
      }
      axes.append(
        ResizedAxis(
          axis: self[index], input: shape[self[index]], output: Int(length), scale: Double(scale),
          roi: region))
    }
    return try checked(axes)
  }

  /// These axes of a shape, each brought to a size.
  func resized(
    _ shape: [Int], to sizes: [Int], _ policy: AspectRatioPolicy,
    _ regions: [(start: Double, end: Double)]
  ) throws(InferenceProblem) -> [ResizedAxis] {
    guard sizes.count == count else {
      throw .invalidValue("\(sizes.count) sizes for \(count) axes")
    }
    let scales = zip(self, sizes).map { Double($1) / Double(shape[$0]) }
    let common = policy == .notLarger ? scales.min() : scales.max()
    var axes: [ResizedAxis] = []
    for (index, size) in sizes.enumerated() {
      let input = shape[self[index]]
      var (output, scale) = (size, scales[index])
      if policy != .stretch, let common {
        let length = (common * Double(input) + 0.5).rounded(.down)
        guard length < 0x1p56 else { throw .tooLarge(shape: "\(sizes)") }
        (output, scale) = (Int(length), common)
      }
      axes.append(
        ResizedAxis(
          axis: self[index], input: input, output: output, scale: scale, roi: regions[index]))
    }
    return try checked(axes)
  }

  private func checked(_ axes: [ResizedAxis]) throws(InferenceProblem) -> [ResizedAxis] {
    for axis in axes where axis.output < 0 || (axis.input == 0 && axis.output > 0) {
      throw .invalidValue("an axis of \(axis.input) elements cannot become \(axis.output) long")
    }
    return axes
  }
}
