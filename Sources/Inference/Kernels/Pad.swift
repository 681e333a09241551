import Arrays
import ONNX

/// Axes made longer at both ends, or shorter where a number is negative:
/// <https://onnx.ai/onnx/operators/onnx__Pad.html>.
struct PadKernel: Kernel {
  /// Where the numbers and the filling value come from.
  enum Form: Sendable {
    /// From the attributes `paddings` and `value`.
    case paddingsAttribute
    /// From the attributes `pads` and `value`.
    case padsAttribute
    /// From inputs.
    case inputs
    /// From inputs, one of which may name the axes.
    case axes
    /// The same, and the axes may wrap around.
    case wrapping
  }

  static let operatorType = "Pad"
  static let versions: [Int: Form] = [
    1: .paddingsAttribute, 2: .padsAttribute, 11: .inputs, 13: .inputs, 18: .axes, 19: .wrapping,
    21: .wrapping, 23: .wrapping, 24: .wrapping, 25: .wrapping,
  ]

  private let mode: PadMode
  private let attributes: (pads: [Int], value: Float)?

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    let modes = ["constant", "reflect", "edge"] + (form == .wrapping ? ["wrap"] : [])
    mode = PadMode(rawValue: try node.choice("mode", of: modes) ?? "constant") ?? .constant
    switch form {
    case .paddingsAttribute, .padsAttribute:
      try node.requireInputs(1...1)
      let name = form == .padsAttribute ? "pads" : "paddings"
      attributes = (try node.requiredInts(name), try node.float("value") ?? 0)
    case .inputs, .axes, .wrapping:
      try node.requireInputs(2...(form == .inputs ? 3 : 4))
      attributes = nil
    }
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    try inputs.optional(1)?.dataType.require(.int64)
    if let value = inputs.optional(2) {
      try value.dataType.require(x.dataType)
      try value.requireScalar("the value")
    }
    try inputs.optional(3)?.dataType.requireIndex()
    guard var shape = x.shape else { return [ValueType(x.dataType, nil)] }
    let isKnown = inputs.indices.dropFirst().allSatisfy {
      $0 == 2 || inputs[$0] == nil || inputs[$0]?.value != nil
    }
    guard isKnown else {
      return [ValueType(x.dataType, Array(repeating: .unknown, count: shape.count))]
    }
    for padding in try paddings(inputs.map { $0?.value }, rank: shape.count) {
      guard case .fixed(let extent) = shape[padding.axis] else {
        if padding.before != 0 || padding.after != 0 { shape[padding.axis] = .unknown }
        continue
      }
      let padded = extent + padding.before + padding.after
      if extent == 0 && padded > 0 && mode != .constant {
        throw .invalidValue("the mode \(mode.rawValue) for an axis without elements")
      }
      shape[padding.axis] = .fixed(padded)
    }
    return [ValueType(x.dataType, shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    let value = inputs.optional(2) ?? NDArray(scalar: attributes?.value ?? 0)
    let filler = value.reshaped([]).cast(to: x.dataType)
    var result = x
    for padding in try paddings(inputs, rank: x.rank) {
      let extent = x.shape[padding.axis]
      let places = (-padding.before..<extent + padding.after).map { mode.place($0, of: extent) }
      result = result.taking(places, axis: padding.axis, filler: filler)
    }
    return [result]
  }

  private struct Padding {
    let axis: Int
    let before: Int
    let after: Int
  }

  private func paddings(
    _ inputs: [NDArray?], rank: Int
  ) throws(InferenceProblem) -> [Padding] {
    let pads = inputs.optional(1).map(integerElements) ?? attributes?.pads ?? []
    let axes = try resolveAxes(
      inputs.optional(3).map(integerElements) ?? Array(0..<rank), rank: rank)
    guard pads.count == 2 * axes.count, pads.allSatisfy({ $0.magnitude < 1 << 48 }) else {
      throw .invalidValue("the padding \(pads) of \(axes.count) axes")
    }
    return axes.enumerated().map { place, axis in
      Padding(axis: axis, before: pads[place], after: pads[axes.count + place])
    }
  }
}

/// What the new places of an axis hold.
private enum PadMode: String, Sendable {
  /// A value.
  case constant
  /// The elements mirrored at the first and the last, which are not repeated.
  case reflect
  /// The first or the last element.
  case edge
  /// The elements again, from the other end.
  case wrap

  /// The element at a place that may lie outside an axis; −1 is the value.
  func place(_ place: Int, of extent: Int) -> Int {
    if (0..<extent).contains(place) { return place }
    switch self {
    case .constant: return -1
    case .edge: return min(max(place, 0), extent - 1)
    case .wrap:
      let rest = place % extent
      return rest < 0 ? rest + extent : rest
    case .reflect:
      if extent == 1 { return 0 }
      let rest = (place % (2 * extent - 2)).magnitude
      return min(Int(rest), 2 * extent - 2 - Int(rest))
    }
  }
}
