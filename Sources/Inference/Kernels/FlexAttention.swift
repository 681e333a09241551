import Arrays
import ONNX

/// Attention whose scores and probabilities subgraphs may change:
/// <https://onnx.ai/onnx/operators/onnx_aionnxpreview_FlexAttention.html>.
struct FlexAttentionKernel: ValueKernel {
  static let domain = "ai.onnx.preview"
  static let operatorType = "FlexAttention"
  static let versions: [Int: OneForm] = [1: OneForm()]

  private let scale: Float?
  private let precision: DataType?
  private let scoreChange: Subgraph?
  private let probabilityChange: Subgraph?

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(3...3)
    scale = try node.float("scale")
    precision = try DataType(attribute: "softmax_precision", &node)
    if let precision { try precision.requireFloatingPoint() }
    scoreChange = try node.optionalSubgraph("score_mod")
    probabilityChange = try node.optionalSubgraph("prob_mod")
    try scoreChange?.require("score_mod", inputs: 1, outputs: 1)
    try probabilityChange?.require("prob_mod", inputs: 1, outputs: 1)
  }

  func evaluate(
    _ inputs: [Value?], _ budget: RunBudget
  ) throws(InferenceProblem) -> [Value] {
    var arrays = [try inputs.array(0), try inputs.array(1), try inputs.array(2)]
    let type = arrays[0].dataType
    try type.requireFloatingPoint()
    for array in arrays {
      try array.dataType.require(type)
      if array.rank != 4 { throw .shapeMismatch("\(array.shape) has not 4 axes") }
    }
    guard let shape = try AttentionShape(arrays.map { ValueType(constant: $0) }, heads: nil) else {
      return []
    }
    let scratch = try shape.scratchByteCount()
    try budget.claim(scratch)
    defer { budget.release(scratch) }
    let softmaxType = precision ?? (type == .float64 ? .float64 : .float32)
    let wide: DataType = [type, softmaxType].contains(.float64) ? .float64 : .float32
    arrays = arrays.map { $0.cast(to: wide) }
    let usual = 1 / Double(max(1, shape.size)).squareRoot()
    let scores = try change(
      AttentionSteps.scores(
        arrays[0], arrays[1], scale: scale.map { Double($0) } ?? usual, shape), by: scoreChange,
      as: softmaxType, inputs, budget)
    let probabilities = try change(
      AttentionSteps.probabilities(scores.cast(to: wide)), by: probabilityChange,
      as: softmaxType, inputs, budget)
    let y = AttentionSteps.output(probabilities.cast(to: wide), arrays[2], shape)
    return [.tensor(y.cast(to: type))]
  }

  /// What a subgraph makes of an array: another of its type and shape.
  private func change(
    _ array: NDArray, by subgraph: Subgraph?, as type: DataType, _ inputs: [Value?],
    _ budget: RunBudget
  ) throws(InferenceProblem) -> NDArray {
    guard let subgraph else { return array }
    let results: [Value?] = try subgraph.run([.tensor(array.cast(to: type))], in: inputs, budget)
    let result = try results.array(0)
    try result.dataType.require(type)
    guard result.shape == array.shape else {
      throw .shapeMismatch("\(array.shape) became \(result.shape)")
    }
    return result
  }
}
