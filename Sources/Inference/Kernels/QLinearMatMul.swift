import Arrays

/// The matrix product of quantized numbers, quantized again:
/// <https://onnx.ai/onnx/operators/onnx__QLinearMatMul.html>.
struct QLinearMatMulKernel: Kernel {
  static let operatorType = "QLinearMatMul"
  static let versions: [Int: OneForm] = [10: OneForm(), 21: OneForm()]

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(8...8)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (a, b) = (try inputs.required(0), try inputs.required(3))
    try QuantizedProduct.check(a, try inputs.required(1), isSecond: false, isScale: true)
    try QuantizedProduct.check(a, try inputs.required(2), isSecond: false)
    try QuantizedProduct.check(b, try inputs.required(4), isSecond: true, isScale: true)
    try QuantizedProduct.check(b, try inputs.required(5), isSecond: true)
    let (scale, zeroPoint) = (try inputs.required(6), try inputs.required(7))
    try scale.dataType.requireFloatingPoint()
    try zeroPoint.dataType.requireQuantized()
    for extents in [scale.extents, zeroPoint.extents].compactMap({ $0 })
    where try checkedCount(extents) != 1 {
      throw .shapeMismatch("the output's parameters are \(extents) and no scalar")
    }
    return [ValueType(zeroPoint.dataType, try matrixProductShape(a.shape, b.shape))]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    var operands: [NDArray] = []
    for start in [0, 3] {
      let isSecond = start == 3
      let numbers = QuantizedProduct.operand(
        try inputs.required(start), try inputs.required(start + 2), isSecond: isSecond)
      let scale = QuantizedProduct.spread(try inputs.required(start + 1), isSecond: isSecond)
      operands.append(numbers.combining(.multiply, scale.cast(to: .float64)))
    }
    let (scale, zeroPoint) = (try inputs.required(6), try inputs.required(7))
    let quotient = operands[0].matmul(operands[1])
      .combining(.divide, scale.reshaped([]).cast(to: .float64))
    return [quotient.quantized(zeroPoint.reshaped([]), as: zeroPoint.dataType)]
  }
}
