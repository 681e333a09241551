import Arrays
import ONNX

/// Elements chosen by an index along one axis, the other indices being their own:
/// <https://onnx.ai/onnx/operators/onnx__GatherElements.html>.
struct GatherElementsKernel: Kernel {
  static let operatorType = "GatherElements"
  static let versions: [Int: OneForm] = [11: OneForm(), 13: OneForm()]

  private let axis: Int

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...2)
    axis = try node.int("axis") ?? 0
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (x, indices) = (try inputs.required(0), try inputs.required(1))
    try indices.dataType.requireIndex()
    if let shape = x.shape, let chosen = indices.shape {
      try requireElementIndices(chosen, into: shape, axis: axis)
    }
    return [ValueType(x.dataType, indices.shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (x, indices) = (try inputs.required(0), try inputs.required(1))
    return [x.taking(try elementPlaces(indices, into: x.shape, axis: axis), shape: indices.shape)]
  }
}

/// Requires indices that have as many axes as the array that they choose from, and that reach beyond
/// no axis but the one they choose along.
func requireElementIndices(
  _ indices: [Dimension], into shape: [Dimension], axis: Int
) throws(InferenceProblem) {
  let axis = try resolveAxis(axis, rank: shape.count)
  let mismatch = InferenceProblem.shapeMismatch(
    "indices \(shapeText(indices)) into \(shapeText(shape))")
  guard indices.count == shape.count else { throw mismatch }
  for place in shape.indices where place != axis {
    if case .fixed(let chosen) = indices[place], case .fixed(let extent) = shape[place],
      chosen > extent
    {
      throw mismatch
    }
  }
}

/// The elements, in row-major order, that indices along an axis choose, their other indices being
/// their own.
func elementPlaces(
  _ indices: NDArray, into shape: [Int], axis: Int
) throws(InferenceProblem) -> [Int] {
  let axis = try resolveAxis(axis, rank: shape.count)
  var strides = rowMajorStrides(shape)
  let stride = strides[axis]
  strides[axis] = 0
  let chosen = try frontIndices(integerElements(indices), extent: shape[axis])
  return zip(offsets(of: indices.shape, strides: strides), chosen).map { $0 + $1 * stride }
}
