import ONNX

/// A matrix: the axes before `axis` as rows, the others as columns:
/// <https://onnx.ai/onnx/operators/onnx__Flatten.html>.
struct FlattenKernel: SameElements {
  static let operatorType = "Flatten"
  static let versions: [Int: OneForm] = [
    1: OneForm(), 9: OneForm(), 11: OneForm(), 13: OneForm(), 21: OneForm(), 23: OneForm(),
    24: OneForm(), 25: OneForm(),
  ]

  private let axis: Int

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    axis = try node.int("axis") ?? 1
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    guard let shape = x.shape else { return [ValueType(x.dataType, [.unknown, .unknown])] }
    let rank = shape.count
    guard (-rank...rank).contains(axis) else { throw .invalidAxis(axis, rank: rank) }
    let split = axis < 0 ? axis + rank : axis
    return [
      ValueType(
        x.dataType, [try product(shape[..<split]), try product(shape[split...])])
    ]
  }

  private func product(_ extents: ArraySlice<Dimension>) throws(InferenceProblem) -> Dimension {
    if extents.count == 1, let only = extents.first { return only }
    guard let fixed = fixedExtents(Array(extents)) else { return .unknown }
    return .fixed(try checkedCount(fixed))
  }
}
