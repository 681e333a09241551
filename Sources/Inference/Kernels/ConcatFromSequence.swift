import Arrays

/// The tensors of a sequence one after the other along an axis, or stacked along one of their own:
/// <https://onnx.ai/onnx/operators/onnx__ConcatFromSequence.html>.
struct ConcatFromSequenceKernel: ValueKernel {
  static let operatorType = "ConcatFromSequence"
  static let versions: [Int: OneForm] = [11: OneForm()]

  private let axis: Int
  private let isStacking: Bool

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    axis = try node.requiredInt("axis")
    isStacking = try node.flag("new_axis")
  }

  func evaluate(
    _ inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] {
    let values: [Value?] = try inputs.sequence(0)
    var arrays: [NDArray] = []
    for index in values.indices { arrays.append(try values.array(index)) }
    guard let first = arrays.first else { throw .invalidValue("a sequence of no tensors to join") }
    for array in arrays { try array.dataType.require(first.dataType) }
    let axis = try resolveAxis(axis, rank: first.rank + (isStacking ? 1 : 0))
    if isStacking {
      arrays = arrays.map { array in
        var shape = array.shape
        shape.insert(1, at: min(axis, shape.count))
        return array.reshaped(shape)
      }
    }
    guard let shape = NDArray.concatenatedShape(arrays.map(\.shape), axis: axis) else {
      throw .shapeMismatch("\(arrays.map(\.shape)) do not join")
    }
    let size = try checkedCount(shape) * first.dataType.byteWidth
    try budget.claim(size)
    defer { budget.release(size) }
    return [.tensor(NDArray.concatenate(arrays, axis: axis))]
  }
}
