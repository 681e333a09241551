import Arrays
import ONNX

/// Along an axis of its own, one value at each index and another elsewhere:
/// <https://onnx.ai/onnx/operators/onnx__OneHot.html>.
struct OneHotKernel: Kernel {
  static let operatorType = "OneHot"
  static let versions: [Int: OneForm] = [9: OneForm(), 11: OneForm(), 28: OneForm()]

  private let axis: Int

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(3...3)
    axis = try node.int("axis") ?? -1
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (indices, depth, values) = (
      try inputs.required(0), try inputs.required(1), try inputs.required(2)
    )
    try indices.dataType.requireNumber()
    try depth.dataType.requireNumber()
    try depth.requireScalar("the depth")
    if let extents = values.extents, extents != [2] {
      throw .shapeMismatch("the values have the shape \(extents) instead of [2]")
    }
    guard var shape = indices.shape else { return [ValueType(values.dataType, nil)] }
    let axis = try resolveAxis(axis, rank: shape.count + 1)
    shape.insert(depth.integers.map { .fixed($0[0]) } ?? .unknown, at: axis)
    return [ValueType(values.dataType, shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (indices, second, values) = (
      try inputs.required(0), try inputs.required(1), try inputs.required(2)
    )
    let depth = integerElements(second)[0]
    let axis = try resolveAxis(axis, rank: indices.rank + 1)
    let inner = indices.shape[axis...].reduce(1, *)
    var shape = indices.shape
    shape.insert(depth, at: axis)
    var chosen = [Int](repeating: 0, count: indices.count * depth)
    for (place, index) in integerElements(indices).enumerated() {
      guard (-depth..<depth).contains(index) else { continue }
      let row = place / inner * depth + (index < 0 ? index + depth : index)
      chosen[row * inner + place % inner] = 1
    }
    return [values.taking(chosen, shape: shape)]
  }
}
