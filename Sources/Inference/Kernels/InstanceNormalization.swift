import Arrays

/// y = scale (x − mean) / √(variance + epsilon) + bias over each channel of each instance:
/// <https://onnx.ai/onnx/operators/onnx__InstanceNormalization.html>.
struct InstanceNormalizationKernel: Kernel {
  static let operatorType = "InstanceNormalization"
  static let versions: [Int: InPlaceHint] = [1: .allowed, 6: .gone, 22: .gone]

  private let epsilon: Float

  init(_ form: InPlaceHint, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(3...3)
    if form == .allowed { node.ignore("consumed_inputs") }
    epsilon = try node.float("epsilon") ?? 1e-5
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    try x.dataType.requireFloatingPoint()
    try x.requireRank(3...Int.max)
    for index in 1...2 {
      let parameter = try inputs.required(index)
      try parameter.dataType.require(x.dataType)
      try parameter.requireShape([x.extent(1)])
    }
    return [ValueType(x.dataType, x.shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (x, scale, bias) =
      (try inputs.required(0), try inputs.required(1), try inputs.required(2))
    let standard = x.standardized(over: Array(2..<x.rank), epsilon: epsilon)
    return [
      standard.combining(.multiply, scale.perChannel(rank: x.rank))
        .combining(.add, bias.perChannel(rank: x.rank))
    ]
  }
}
