import Arrays
import ONNX

/// y = scale (x − mean) / √(variance + epsilon) + bias over the axes from `axis` on:
/// <https://onnx.ai/onnx/operators/onnx__LayerNormalization.html>.
///
/// The further outputs are the mean and the reciprocal of the deviation.
struct LayerNormalizationKernel: Kernel {
  static let operatorType = "LayerNormalization"
  static let versions: [Int: OneForm] = [17: OneForm()]

  private let axis: Int
  private let epsilon: Float
  private let statistics: StatisticsType
  private let outputCount: Int

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...3)
    try node.requireOutputs(1...3)
    outputCount = node.outputCount
    axis = try node.int("axis") ?? -1
    epsilon = try node.float("epsilon") ?? 1e-5
    statistics = try StatisticsType(&node)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    try x.dataType.requireFloatingPoint()
    let type = statistics.resolved(for: x.dataType)
    for index in 1...2 {
      guard let parameter = index == 1 ? try inputs.required(1) : inputs.optional(2) else {
        continue
      }
      try parameter.dataType.require(x.dataType)
      try parameter.requireBroadcast(to: x)
    }
    guard let shape = x.shape else {
      return Array([x, ValueType(type, nil), ValueType(type, nil)].prefix(outputCount))
    }
    let axis = try resolveAxis(axis, rank: shape.count)
    let reduced = shape.indices.map { $0 < axis ? shape[$0] : .fixed(1) }
    return Array(
      [ValueType(x.dataType, shape), ValueType(type, reduced), ValueType(type, reduced)]
        .prefix(outputCount))
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (x, scale) = (try inputs.required(0), try inputs.required(1))
    let axes = Array(try resolveAxis(axis, rank: x.rank)..<x.rank)
    let wide = x.cast(to: statistics.resolved(for: x.dataType))
    let (elements, mean, variance) = wide.centered(over: axes)
    let reciprocal = variance.combining(.add, wide.constant(Double(epsilon)))
      .applying(.squareRoot).applying(.reciprocal)
    var y = elements.combining(.multiply, reciprocal).cast(to: x.dataType)
      .combining(.multiply, scale)
    if let bias = inputs.optional(2) { y = y.combining(.add, bias) }
    return Array([y, mean, reciprocal].prefix(outputCount))
  }
}

extension ValueType {
  /// Requires a shape that broadcasts to that of another value and leaves it as it is.
  func requireBroadcast(to other: ValueType) throws(InferenceProblem) {
    guard let shape, let target = other.shape else { return }
    guard let common = try broadcastShape([target, shape]), common.count == target.count,
      zip(common, target).allSatisfy(agree)
    else {
      throw .shapeMismatch("\(shapeText(shape)) does not broadcast to \(shapeText(target))")
    }
  }
}
