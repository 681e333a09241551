import Arrays

/// y = scale x / √(mean x² + epsilon) over the axes from `axis` on:
/// <https://onnx.ai/onnx/operators/onnx__RMSNormalization.html>.
struct RMSNormalizationKernel: Kernel {
  static let operatorType = "RMSNormalization"
  static let versions: [Int: OneForm] = [23: OneForm()]

  private let axis: Int
  private let epsilon: Float
  private let statistics: StatisticsType

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...2)
    axis = try node.int("axis") ?? -1
    epsilon = try node.float("epsilon") ?? 1e-5
    statistics = try StatisticsType(&node)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (x, scale) = (try inputs.required(0), try inputs.required(1))
    try x.dataType.requireFloatingPoint()
    try scale.dataType.requireFloatingPoint()
    if let rank = x.rank { _ = try resolveAxis(axis, rank: rank) }
    try scale.requireBroadcast(to: x)
    return [ValueType(scale.dataType, x.shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (x, scale) = (try inputs.required(0), try inputs.required(1))
    let axes = Array(try resolveAxis(axis, rank: x.rank)..<x.rank)
    let wide = x.cast(to: statistics.resolved(for: x.dataType))
    let normalized = wide.divided(
      byDeviationOf: wide.applying(.square).mean(over: axes), epsilon)
    return [
      normalized.cast(to: x.dataType).cast(to: scale.dataType).combining(.multiply, scale)
    ]
  }
}
