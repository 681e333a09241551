import Arrays

/// The matrix product of 8-bit integers without their zero points, as int32:
/// <https://onnx.ai/onnx/operators/onnx__MatMulInteger.html>.
struct MatMulIntegerKernel: Kernel {
  static let operatorType = "MatMulInteger"
  static let versions: [Int: OneForm] = [10: OneForm()]

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...4)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (a, b) = (try inputs.required(0), try inputs.required(1))
    try QuantizedProduct.check(a, inputs.optional(2), isSecond: false)
    try QuantizedProduct.check(b, inputs.optional(3), isSecond: true)
    return [ValueType(.int32, try matrixProductShape(a.shape, b.shape))]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let a = QuantizedProduct.operand(
      try inputs.required(0), inputs.optional(2), isSecond: false)
    let b = QuantizedProduct.operand(try inputs.required(1), inputs.optional(3), isSecond: true)
    return [a.matmul(b).wrappedToInt32()]
  }
}

extension NDArray {
  /// Float64 integers as int32; sums beyond it wrap around.
  func wrappedToInt32() -> NDArray {
    cast(to: .int64).map(Int64.self) { Int32(truncatingIfNeeded: $0) }
  }
}
