import Arrays
import ONNX

/// Slices written at tuples of indices: <https://onnx.ai/onnx/operators/onnx__ScatterND.html>.
struct ScatterNDKernel: Kernel {
  static let operatorType = "ScatterND"
  static let versions: [Int: ScatterForm] = [
    11: .replace, 13: .replace, 16: .arithmetic, 18: .extremum,
  ]

  private let reduction: ScatterReduction

  init(_ form: ScatterForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(3...3)
    reduction = try form.reduction(&node)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (x, indices, updates) = (
      try inputs.required(0), try inputs.required(1), try inputs.required(2)
    )
    try indices.dataType.require(.int64)
    try updates.dataType.require(x.dataType)
    try reduction.require(x.dataType)
    let result = [ValueType(x.dataType, x.shape)]
    guard let shape = x.shape, let chosen = indices.shape, let written = updates.shape else {
      return result
    }
    let mismatch = InferenceProblem.shapeMismatch(
      "\(shapeText(written)) at index tuples \(shapeText(chosen)) of \(shapeText(shape))")
    guard let last = chosen.last else { throw mismatch }
    guard case .fixed(let length) = last else { return result }
    guard length <= shape.count else { throw mismatch }
    let expected = chosen.dropLast() + shape[length...]
    guard written.count == expected.count, zip(written, expected).allSatisfy(agree) else {
      throw mismatch
    }
    return result
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (x, indices, updates) = (
      try inputs.required(0), try inputs.required(1), try inputs.required(2)
    )
    let tuples = try IndexTuples(indices, into: x.shape)
    return [
      try reduction.scatter(updates, at: tuples.starts, length: tuples.sliceCount, into: x)
    ]
  }
}
