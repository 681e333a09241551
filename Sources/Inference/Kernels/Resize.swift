import Arrays
import ONNX

/// Axes made longer or shorter: <https://onnx.ai/onnx/operators/onnx__Resize.html>.
struct ResizeKernel: Kernel {
  /// What the versions add.
  enum Form: Sendable {
    /// Scales alone.
    case scales
    /// Sizes, cubic interpolation, and rules for coordinates and rounding.
    case sizes
    /// Some of the axes, kept aspect ratios and antialiasing.
    case axes
  }

  static let operatorType = "Resize"
  static let versions: [Int: Form] = [10: .scales, 11: .sizes, 13: .sizes, 18: .axes, 19: .axes]

  private let form: Form
  private let axes: [Int]?
  private let policy: AspectRatioPolicy
  private let interpolation: ResizeInterpolation

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(form == .scales ? 2...2 : 1...4)
    self.form = form
    interpolation =
      form == .scales
      ? try ResizeInterpolation(legacy: &node) : try ResizeInterpolation(&node, form == .axes)
    axes = form == .axes ? try node.ints("axes") : nil
    policy =
      form == .axes ? try node.choice("keep_aspect_ratio_policy", default: .stretch) : .stretch
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    if interpolation.mode != .nearest { try x.dataType.requireNumber() }
    let (scales, sizes, roi) = inputNumbers
    try inputs.optional(scales)?.dataType.require(.float32)
    try inputs.optional(sizes)?.dataType.require(.int64)
    if interpolation.coordinates == .cropAndResize {
      guard let region = inputs.optional(roi) else { throw .missingInput(index: roi) }
      try region.dataType.requireFloatingPoint()
    }
    guard let shape = x.shape else { return [ValueType(x.dataType, nil)] }
    let axes = try resolveAxes(axes ?? Array(shape.indices), rank: shape.count)
    var result = shape
    for axis in axes { result[axis] = .unknown }
    let isKnown = inputs.dropFirst().allSatisfy { $0 == nil || $0?.value != nil }
    guard isKnown, let extents = fixedExtents(shape) else { return [ValueType(x.dataType, result)] }
    for axis in try resizedAxes(inputs.map { $0?.value }, extents) {
      result[axis.axis] = .fixed(axis.output)
    }
    return [ValueType(x.dataType, result)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    return [try interpolation.resize(x, try resizedAxes(inputs, x.shape))]
  }

  private var inputNumbers: (scales: Int, sizes: Int, roi: Int) {
    form == .scales ? (1, 4, 4) : (2, 3, 1)
  }

  private func resizedAxes(
    _ inputs: [NDArray?], _ shape: [Int]
  ) throws(InferenceProblem) -> [ResizedAxis] {
    let axes = try resolveAxes(axes ?? Array(shape.indices), rank: shape.count)
    let numbers = inputNumbers
    // An empty list counts as one left out.
    let scales = inputs.optional(numbers.scales).flatMap { $0.count == 0 ? nil : $0 }
    let sizes = inputs.optional(numbers.sizes).flatMap { $0.count == 0 ? nil : $0 }
    guard (scales == nil) != (sizes == nil) || axes.isEmpty else {
      throw .invalidValue("scales and sizes, of which one belongs")
    }
    var regions = axes.map { _ in (start: 0.0, end: 1.0) }
    if interpolation.coordinates == .cropAndResize, let roi = inputs.optional(numbers.roi) {
      let bounds = roi.cast(to: .float64).scalars(Double.self)
      guard bounds.count == 2 * axes.count else {
        throw .invalidValue("\(bounds.count) bounds of a region of \(axes.count) axes")
      }
      regions = axes.indices.map { (bounds[$0], bounds[$0 + axes.count]) }
    }
    if let scales {
      return try axes.resized(shape, by: scales.scalars(Float.self), regions)
    }
    return try axes.resized(shape, to: sizes.map(integerElements) ?? [], policy, regions)
  }
}
