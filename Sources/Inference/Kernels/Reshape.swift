import ONNX

/// The same elements under another shape: <https://onnx.ai/onnx/operators/onnx__Reshape.html>.
struct ReshapeKernel: SameElements {
  /// Where the shape comes from.
  enum Form: Sendable {
    /// From an attribute.
    case attribute
    /// From an input.
    case input
    /// From an input; with `allowzero`, 0 is an extent and not a copy of the input's.
    case inputWithZero
  }

  static let operatorType = "Reshape"
  static let versions: [Int: Form] = [
    1: .attribute, 5: .input, 13: .input, 14: .inputWithZero, 19: .inputWithZero,
    21: .inputWithZero, 23: .inputWithZero, 24: .inputWithZero, 25: .inputWithZero,
  ]

  private let shape: [Int]?
  private let keepsZero: Bool

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(form == .attribute ? 1...1 : 2...2)
    if form == .attribute {
      node.ignore("consumed_inputs")
      shape = try node.requiredInts("shape")
    } else {
      shape = nil
    }
    keepsZero = form == .inputWithZero ? try node.flag("allowzero") : false
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    var wanted = shape
    if wanted == nil {
      let type = try inputs.required(1)
      try type.dataType.require(.int64)
      if let rank = type.rank, rank != 1 {
        throw .shapeMismatch("the shape to take on is \(shapeText(type.shape)) and no list")
      }
      wanted = type.integers
      if wanted == nil, case .fixed(let rank)? = type.shape?.first, rank <= 64 {
        return [ValueType(x.dataType, Array(repeating: .unknown, count: rank))]
      }
    }
    guard let wanted else { return [ValueType(x.dataType, nil)] }
    return [ValueType(x.dataType, try resolve(wanted, from: x.shape))]
  }

  private func resolve(
    _ wanted: [Int], from shape: [Dimension]?
  ) throws(InferenceProblem) -> [Dimension] {
    guard wanted.allSatisfy({ $0 >= -1 }), wanted.filter({ $0 == -1 }).count <= 1 else {
      throw .invalidValue("the shape \(wanted)")
    }
    if keepsZero && wanted.contains(0) && wanted.contains(-1) {
      throw .invalidValue("the shape \(wanted), in which -1 can be anything")
    }
    var result: [Dimension] = []
    for (axis, extent) in wanted.enumerated() {
      if extent == 0 && !keepsZero {
        if let shape, axis >= shape.count {
          throw .invalidValue("the shape \(wanted), whose axis \(axis) has nothing to copy")
        }
        result.append(shape?[axis] ?? .unknown)
      } else {
        result.append(extent == -1 ? .unknown : .fixed(extent))
      }
    }
    guard let extents = shape.flatMap(fixedExtents) else { return result }
    return try complete(result, extents, wanted).map(Dimension.fixed)
  }

  /// Fills in the extent that follows from the others, and checks the count of elements.
  private func complete(
    _ shape: [Dimension], _ source: [Int], _ wanted: [Int]
  ) throws(InferenceProblem) -> [Int] {
    let open = shape.firstIndex(of: .unknown)
    var extents = shape.map { if case .fixed(let extent) = $0 { extent } else { 1 } }
    let count = try checkedCount(source)
    let rest = try checkedCount(extents)
    if let open, rest > 0 { extents[open] = count / rest }
    guard try checkedCount(extents) == count else {
      throw .shapeMismatch("\(source) cannot take on the shape \(wanted)")
    }
    return extents
  }
}
