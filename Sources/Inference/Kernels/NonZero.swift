import Arrays
import ONNX

/// The indices of the elements that are not 0, one column each, in row-major order:
/// <https://onnx.ai/onnx/operators/onnx__NonZero.html>.
struct NonZeroKernel: Kernel {
  static let operatorType = "NonZero"
  static let versions: [Int: OneForm] = [9: OneForm(), 13: OneForm()]

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    let rank = x.rank.map(Dimension.fixed) ?? .unknown
    let count = x.value.map { value in
      value.cast(to: .bool).withScalars(of: Bool.self) { Dimension.fixed($0.count(where: \.self)) }
    }
    return [ValueType(.int64, [rank, count ?? .unknown])]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    let places = x.cast(to: .bool).scalars(Bool.self).enumerated().filter(\.element).map(\.offset)
    let strides = rowMajorStrides(x.shape)
    let indices = x.shape.indices.flatMap { axis in
      places.map { Int64($0 / strides[axis] % x.shape[axis]) }
    }
    return [NDArray(indices, shape: [x.rank, places.count])]
  }
}
