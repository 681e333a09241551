import Arrays

/// y = x / scale, rounded, + zero point:
/// <https://onnx.ai/onnx/operators/onnx__QuantizeLinear.html>.
struct QuantizeLinearKernel: Kernel {
  static let operatorType = "QuantizeLinear"
  static let versions: [Int: QuantizationForm] = [
    10: .perTensor, 13: .perAxis, 19: .saturating, 21: .blocked, 23: .typed, 24: .typed,
    25: .typed, 28: .typed,
  ]
  // The type of the scale says in which precision to divide.
  static let widensHalfPrecision = false

  private let grid: QuantizationGrid
  private let outputType: DataType?
  private let precision: DataType?

  init(_ form: QuantizationForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...3)
    grid = try QuantizationGrid(form, &node)
    if form.rawValue >= QuantizationForm.saturating.rawValue { _ = try node.int("saturate") }
    let hasType = form.rawValue >= QuantizationForm.blocked.rawValue
    outputType = hasType ? try DataType(attribute: "output_dtype", &node) : nil
    precision = form == .typed ? try DataType(attribute: "precision", &node) : nil
    if let outputType { try outputType.requireQuantized() }
    if let precision { try precision.requireFloatingPoint() }
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (x, scale) = (try inputs.required(0), try inputs.required(1))
    for type in [x.dataType, scale.dataType] where type != .int32 {
      try type.requireFloatingPoint()
    }
    let zeroPoint = inputs.optional(2)
    let type = zeroPoint?.dataType ?? outputType ?? .uint8
    try type.requireQuantized()
    if let outputType { try type.require(outputType) }
    try grid.check(x.shape, scale, zeroPoint)
    return [ValueType(type, x.shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (x, scale) = (try inputs.required(0), try inputs.required(1))
    let zeroPoint = inputs.optional(2)
    let type = precision ?? (scale.dataType == .int32 ? .float32 : scale.dataType)
    let wide: DataType = type == .float64 ? .float64 : .float32
    let quotient = x.cast(to: type).cast(to: wide).combining(
      .divide, try grid.spread(scale.cast(to: type).cast(to: wide), over: x.shape))
    let spread = try zeroPoint.map { array throws(InferenceProblem) in
      try grid.spread(array, over: x.shape)
    }
    return [
      quotient.cast(to: type).cast(to: .float64)
        .quantized(spread, as: zeroPoint?.dataType ?? outputType ?? .uint8)
    ]
  }
}
