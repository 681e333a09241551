import Arrays
import ONNX

/// Axes made longer: <https://onnx.ai/onnx/operators/onnx__Upsample.html>.
struct UpsampleKernel: Kernel {
  /// Where the scales come from.
  enum Form: Sendable {
    /// Two attributes, for the last two of four axes.
    case heightAndWidth
    /// One attribute.
    case attribute
    /// An input.
    case input
  }

  static let operatorType = "Upsample"
  static let versions: [Int: Form] = [
    1: .heightAndWidth, 7: .attribute, 9: .input, 10: .input,
  ]

  private let scales: [Float]?
  private let interpolation: ResizeInterpolation

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(form == .input ? 2...2 : 1...1)
    if form == .heightAndWidth {
      guard let height = try node.float("height_scale"), let width = try node.float("width_scale")
      else { throw .missingAttribute("height_scale or width_scale") }
      scales = [1, 1, height, width]
    } else {
      scales = form == .attribute ? try node.floats("scales") : nil
      if form == .attribute && scales == nil { throw .missingAttribute("scales") }
    }
    // Version 1 calls linear interpolation on two axes bilinear.
    if form == .heightAndWidth, try node.string("mode") == "bilinear" {
      interpolation = ResizeInterpolation(
        mode: .linear, coordinates: .asymmetric, nearest: .towardsScale)
    } else {
      interpolation = try ResizeInterpolation(legacy: &node)
    }
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    if interpolation.mode != .nearest { try x.dataType.requireNumber() }
    try inputs.optional(1)?.dataType.require(.float32)
    guard let shape = x.shape else { return [ValueType(x.dataType, nil)] }
    guard let extents = fixedExtents(shape), inputs.count == 1 || inputs[1]?.value != nil else {
      return [ValueType(x.dataType, Array(repeating: .unknown, count: shape.count))]
    }
    let axes = try resizedAxes(inputs.map { $0?.value }, extents)
    return [ValueType(x.dataType, axes.map(\.output))]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    return [try interpolation.resize(x, try resizedAxes(inputs, x.shape))]
  }

  private func resizedAxes(
    _ inputs: [NDArray?], _ shape: [Int]
  ) throws(InferenceProblem) -> [ResizedAxis] {
    let scales =
      if let scales = self.scales { scales } else {
        try inputs.required(1).scalars(Float.self)
      }
    return try Array(shape.indices).resized(
      shape, by: scales, shape.map { _ in (start: 0, end: 1) })
  }
}
