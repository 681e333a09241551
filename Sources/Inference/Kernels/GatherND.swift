import Arrays
import ONNX

/// Slices chosen by tuples of indices: <https://onnx.ai/onnx/operators/onnx__GatherND.html>.
struct GatherNDKernel: Kernel {
  /// Whether leading axes can be shared.
  enum Form: Sendable {
    case plain, batched
  }

  static let operatorType = "GatherND"
  static let versions: [Int: Form] = [11: .plain, 12: .batched, 13: .batched]

  private let sharedAxes: Int

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...2)
    sharedAxes = form == .batched ? try node.int("batch_dims") ?? 0 : 0
    if sharedAxes < 0 {
      throw .invalidAttribute("batch_dims", reason: "it is \(sharedAxes), which is negative")
    }
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (x, indices) = (try inputs.required(0), try inputs.required(1))
    try indices.dataType.require(.int64)
    guard let shape = x.shape, let chosen = indices.shape else {
      return [ValueType(x.dataType, nil)]
    }
    let mismatch = InferenceProblem.shapeMismatch(
      "index tuples \(shapeText(chosen)) into \(shapeText(shape))")
    guard let last = chosen.last, sharedAxes < chosen.count, sharedAxes <= shape.count,
      zip(shape, chosen).prefix(sharedAxes).allSatisfy(agree)
    else { throw mismatch }
    guard case .fixed(let length) = last else { return [ValueType(x.dataType, nil)] }
    guard length <= shape.count - sharedAxes else { throw mismatch }
    return [
      ValueType(x.dataType, chosen.dropLast() + shape[(sharedAxes + length)...])
    ]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (x, indices) = (try inputs.required(0), try inputs.required(1))
    let tuples = try IndexTuples(indices, into: x.shape, sharedAxes: sharedAxes)
    let shape = indices.shape.dropLast() + x.shape.suffix(tuples.sliceRank)
    return [x.taking(tuples.starts, shape: Array(shape), length: tuples.sliceCount)]
  }
}

/// Slices that tuples of indices choose.
struct IndexTuples {
  /// The axes that a slice has.
  let sliceRank: Int
  /// The elements that a slice has.
  let sliceCount: Int
  /// The first element of each slice, in row-major order.
  let starts: [Int]

  /// Reads tuples, which lie along the last axis of `indices`; the first axes of both are shared.
  init(
    _ indices: NDArray, into shape: [Int], sharedAxes: Int = 0
  ) throws(InferenceProblem) {
    let length = indices.shape.last ?? 0
    let strides = rowMajorStrides(shape)
    sliceRank = shape.count - sharedAxes - length
    sliceCount = shape.suffix(sliceRank).reduce(1, *)
    let tupleCount = indices.shape.dropLast().reduce(1, *)
    let batches = offsets(of: Array(shape[..<sharedAxes]), strides: strides)
    let perBatch = tupleCount / max(1, batches.count)
    var starts = (0..<tupleCount).map { batches.isEmpty ? 0 : batches[$0 / max(1, perBatch)] }
    let numbers = integerElements(indices)
    for position in 0..<length {
      let axis = sharedAxes + position
      let column = stride(from: position, to: numbers.count, by: length).map { numbers[$0] }
      for (tuple, index) in try frontIndices(column, extent: shape[axis]).enumerated() {
        starts[tuple] += index * strides[axis]
      }
    }
    self.starts = starts
  }
}
