import Arrays

/// y = (x − zero point) · scale:
/// <https://onnx.ai/onnx/operators/onnx__DequantizeLinear.html>.
struct DequantizeLinearKernel: Kernel {
  static let operatorType = "DequantizeLinear"
  static let versions: [Int: QuantizationForm] = [
    10: .perTensor, 13: .perAxis, 19: .perAxis, 21: .blocked, 23: .typed, 24: .typed, 25: .typed,
    28: .typed,
  ]

  private let grid: QuantizationGrid
  private let outputType: DataType?

  init(_ form: QuantizationForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...3)
    grid = try QuantizationGrid(form, &node)
    outputType = form == .typed ? try DataType(attribute: "output_dtype", &node) : nil
    if let outputType { try outputType.requireFloatingPoint() }
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (x, scale) = (try inputs.required(0), try inputs.required(1))
    if x.dataType != .int32 { try x.dataType.requireQuantized() }
    try scale.dataType.requireFloatingPoint()
    let zeroPoint = inputs.optional(2)
    if let zeroPoint { try zeroPoint.dataType.require(x.dataType) }
    try grid.check(x.shape, scale, zeroPoint)
    return [ValueType(outputType ?? scale.dataType, x.shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (x, scale) = (try inputs.required(0), try inputs.required(1))
    let zeroPoint = try inputs.optional(2).map { array throws(InferenceProblem) in
      try grid.spread(array, over: x.shape)
    }
    let product = x.withoutZeroPoint(zeroPoint).combining(
      .multiply, try grid.spread(scale.cast(to: .float64), over: x.shape))
    return [product.cast(to: outputType ?? scale.dataType)]
  }
}
