import Arrays
import ONNX

/// Slices of an axis, or elements, for which a condition holds:
/// <https://onnx.ai/onnx/operators/onnx__Compress.html>.
struct CompressKernel: Kernel {
  static let operatorType = "Compress"
  static let versions: [Int: OneForm] = [9: OneForm(), 11: OneForm(), 28: OneForm()]

  private let axis: Int?

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...2)
    axis = try node.int("axis")
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (x, condition) = (try inputs.required(0), try inputs.required(1))
    try condition.dataType.require(.bool)
    if let rank = condition.rank, rank != 1 {
      throw .shapeMismatch("the condition is \(shapeText(condition.shape)) and no list")
    }
    let count = condition.value.map { Dimension.fixed(Self.places($0).count) } ?? .unknown
    guard var shape = x.shape else { return [ValueType(x.dataType, axis == nil ? [count] : nil)] }
    let axis = try axis.map { axis throws(InferenceProblem) in
      try resolveAxis(axis, rank: shape.count)
    }
    let extent = axis.map { shape[$0] } ?? x.extents.map { .fixed($0.reduce(1, *)) }
    if let value = condition.value, case .fixed(let extent)? = extent, value.count > extent {
      throw .shapeMismatch("\(value.count) conditions for \(extent) places")
    }
    guard let axis else { return [ValueType(x.dataType, [count])] }
    shape[axis] = count
    return [ValueType(x.dataType, shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (x, condition) = (try inputs.required(0), try inputs.required(1))
    let places = Self.places(condition)
    guard let axis else { return [x.reshaped([x.count]).taking(places, axis: 0)] }
    return [x.taking(places, axis: try resolveAxis(axis, rank: x.rank))]
  }

  private static func places(_ condition: NDArray) -> [Int] {
    condition.scalars(Bool.self).enumerated().filter(\.element).map(\.offset)
  }
}
