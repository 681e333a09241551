import Arrays

/// Slices of an axis, chosen by index: <https://onnx.ai/onnx/operators/onnx__Gather.html>.
struct GatherKernel: Kernel {
  static let operatorType = "Gather"
  static let versions: [Int: OneForm] = [1: OneForm(), 11: OneForm(), 13: OneForm()]

  private let axis: Int

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...2)
    axis = try node.int("axis") ?? 0
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (x, indices) = (try inputs.required(0), try inputs.required(1))
    try indices.dataType.requireIndex()
    guard let shape = x.shape else { return [ValueType(x.dataType, nil)] }
    let axis = try resolveAxis(axis, rank: shape.count)
    guard let chosen = indices.shape else { return [ValueType(x.dataType, nil)] }
    return [ValueType(x.dataType, shape[..<axis] + chosen + shape[(axis + 1)...])]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (x, indices) = (try inputs.required(0), try inputs.required(1))
    let axis = try resolveAxis(axis, rank: x.rank)
    let places = try frontIndices(integerElements(indices), extent: x.shape[axis])
    let shape = Array(x.shape[..<axis]) + indices.shape + x.shape[(axis + 1)...]
    return [x.taking(places, axis: axis).reshaped(shape)]
  }

  /// One slice, or few, are copies; many indices are the interpreter's.
  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    guard let input = node.input(0), let (output, shape) = node.output,
      let extents = node.shape(0), let indices = node.inputType(1)?.value, indices.count <= 64
    else { return false }
    let axis = try resolveAxis(axis, rank: extents.count)
    let places = try frontIndices(integerElements(indices), extent: extents[axis])
    let inner = extents[(axis + 1)...].reduce(1, *)
    let outer = extents[..<axis].reduce(1, *)
    let source = try plan.source(input)
    let target = plan.target(output, shape)
    for (number, place) in places.enumerated() {
      var (from, to) = (source, target)
      from.offset += place * inner
      to.offset += number * inner
      plan.copy(
        [outer, inner], from: from, [extents[axis] * inner, 1], to: to, [places.count * inner, 1])
    }
    return true
  }
}
