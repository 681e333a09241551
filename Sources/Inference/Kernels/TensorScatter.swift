import Arrays
import ONNX

/// A cache with a stretch of an axis replaced, for each element of the first axis from an index of
/// its own on: <https://onnx.ai/onnx/operators/onnx__TensorScatter.html>.
struct TensorScatterKernel: Kernel {
  static let operatorType = "TensorScatter"
  static let versions: [Int: OneForm] = [24: OneForm()]

  private let axis: Int
  private let isCircular: Bool

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...3)
    axis = try node.int("axis") ?? -2
    isCircular = try node.choice("mode", of: ["linear", "circular"]) == "circular"
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (cache, update) = (try inputs.required(0), try inputs.required(1))
    try update.dataType.require(cache.dataType)
    let indices = inputs.optional(2)
    try indices?.dataType.require(.int64)
    if let shape = cache.shape {
      let axis = try resolveAxis(axis, rank: shape.count)
      if axis == 0 { throw .invalidAttribute("axis", reason: "it is the first axis") }
      let starts = indices?.shape ?? [shape[0]]
      guard starts.count == 1, agree(starts[0], shape[0]) else {
        throw .shapeMismatch("write indices \(shapeText(starts)) for \(shapeText(shape))")
      }
      if let written = update.shape { try Self.require(written, fits: shape, axis: axis) }
    }
    return [ValueType(cache.dataType, cache.shape)]
  }

  private static func require(
    _ written: [Dimension], fits shape: [Dimension], axis: Int
  ) throws(InferenceProblem) {
    let mismatch = InferenceProblem.shapeMismatch(
      "an update \(shapeText(written)) of \(shapeText(shape))")
    guard written.count == shape.count,
      shape.indices.allSatisfy({ $0 == axis || agree(written[$0], shape[$0]) })
    else { throw mismatch }
    if case .fixed(let count) = written[axis], case .fixed(let extent) = shape[axis],
      count > extent
    {
      throw mismatch
    }
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (cache, update) = (try inputs.required(0), try inputs.required(1))
    let axis = try resolveAxis(axis, rank: cache.rank)
    let first =
      inputs.optional(2).map(integerElements) ?? Array(repeating: 0, count: cache.shape[0])
    let (extent, count) = (cache.shape[axis], update.shape[axis])
    let length = cache.shape[(axis + 1)...].reduce(1, *)
    let rows = cache.shape[1..<axis].reduce(1, *)
    var starts: [Int] = []
    for (batch, start) in first.enumerated() {
      guard start >= 0, start <= (isCircular ? Int.max - count : extent - count) else {
        throw .invalidValue("the write index \(start) for \(count) of \(extent) places")
      }
      for row in batch * rows..<(batch + 1) * rows {
        for step in 0..<count { starts.append((row * extent + (start + step) % extent) * length) }
      }
    }
    return [
      try ScatterReduction.replace.scatter(update, at: starts, length: length, into: cache)
    ]
  }
}
