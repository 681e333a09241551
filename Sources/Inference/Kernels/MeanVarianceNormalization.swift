import Arrays

/// y = (x − mean) / √variance over some axes:
/// <https://onnx.ai/onnx/operators/onnx__MeanVarianceNormalization.html>.
struct MeanVarianceNormalizationKernel: Kernel {
  static let operatorType = "MeanVarianceNormalization"
  static let versions: [Int: OneForm] = [9: OneForm(), 13: OneForm()]

  private let axes: [Int]

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    axes = try node.ints("axes") ?? [0, 2, 3]
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    try x.dataType.requireFloatingPoint()
    if let rank = x.rank { _ = try resolveAxes(axes, rank: rank) }
    return [ValueType(x.dataType, x.shape)]
  }

  /// The standard's function body adds 10⁻⁹ to the deviation.
  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    let (elements, _, variance) = x.centered(over: try resolveAxes(axes, rank: x.rank).sorted())
    let deviation = variance.applying(.squareRoot).combining(.add, x.constant(1e-9))
    return [elements.combining(.divide, deviation)]
  }
}
