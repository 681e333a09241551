import Arrays
import ONNX

/// softmax(Q Kᵀ · scale + bias) V for each head:
/// <https://onnx.ai/onnx/operators/onnx__Attention.html>.
struct AttentionKernel: Kernel {
  /// What the versions differ by.
  enum Form: Int, Sendable {
    /// Six inputs.
    case past
    /// A seventh: how many keys of each element of the batch count.
    case lengths
    /// The same, and windows around each query.
    case windows
  }

  static let operatorType = "Attention"
  static let versions: [Int: Form] = [23: .past, 24: .lengths, 25: .windows]

  private let heads: (Int, Int)?
  private let scale: Float?
  private let softcap: Double
  private let scoresMode: Int
  private let bias: AttentionBias

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(3...(form == .past ? 6 : 7))
    try node.requireOutputs(1...4)
    let (first, second) = (try node.int("q_num_heads"), try node.int("kv_num_heads"))
    heads = first.flatMap { first in second.map { (first, $0) } }
    scale = try node.float("scale")
    softcap = Double(try node.float("softcap") ?? 0)
    scoresMode = try node.int("qk_matmul_output_mode") ?? 0
    // Softmax is computed in the inputs' type, or in float32 where that is wider.
    _ = try DataType(attribute: "softmax_precision", &node)
    bias = AttentionBias(
      isCausal: try node.flag("is_causal"),
      left: form == .windows ? try node.int("left_window_size") ?? -1 : -1,
      right: form == .windows ? try node.int("right_window_size") ?? -1 : -1)
    guard (0...3).contains(scoresMode) else {
      throw .invalidAttribute("qk_matmul_output_mode", reason: "it is \(scoresMode)")
    }
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (q, k, v) = (try inputs.required(0), try inputs.required(1), try inputs.required(2))
    try q.dataType.requireFloatingPoint()
    try k.dataType.require(q.dataType)
    try v.dataType.requireFloatingPoint()
    if let mask = inputs.optional(3), mask.dataType != .bool {
      try mask.dataType.requireFloatingPoint()
    }
    if let past = inputs.optional(4) { try past.dataType.require(k.dataType) }
    if let past = inputs.optional(5) { try past.dataType.require(v.dataType) }
    guard (inputs.optional(4) == nil) == (inputs.optional(5) == nil) else {
      throw .missingInput(index: inputs.optional(4) == nil ? 4 : 5)
    }
    guard let shape = try AttentionShape(inputs, heads: heads) else {
      return [q, k, v, q].map { ValueType($0.dataType, nil) }
    }
    if let mask = inputs.optional(3)?.extents { try shape.checkMask(mask) }
    if let lengths = inputs.optional(6) {
      try lengths.dataType.require(.int64)
      if let extents = lengths.extents, extents != [shape.batch] {
        throw .shapeMismatch("the lengths \(extents) of a batch of \(shape.batch)")
      }
    }
    let output =
      q.rank == 4
      ? [shape.batch, shape.heads, shape.queries, shape.valueSize]
      : [shape.batch, shape.queries, try checkedCount([shape.heads, shape.valueSize])]
    let keys = [shape.batch, shape.sharedHeads, shape.total]
    return [
      ValueType(q.dataType, output), ValueType(k.dataType, keys + [shape.size]),
      ValueType(v.dataType, keys + [shape.valueSize]), ValueType(q.dataType, shape.scores),
    ]
  }

  func scratchByteCount(_ inputs: [ValueType?]) throws(InferenceProblem) -> Int {
    try AttentionShape(inputs, heads: heads)?.scratchByteCount() ?? 0
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let types = inputs.map { $0.map { ValueType(constant: $0) } }
    guard let shape = try AttentionShape(types, heads: heads) else { return [] }
    let input = try inputs.required(0)
    let type = input.dataType
    let q = AttentionSteps.split(input, heads: shape.heads)
    var k = AttentionSteps.split(try inputs.required(1), heads: shape.sharedHeads)
    var v = AttentionSteps.split(try inputs.required(2), heads: shape.sharedHeads)
    if let pastKey = inputs.optional(4), let pastValue = inputs.optional(5) {
      k = NDArray.concatenate([pastKey, k], axis: 2)
      v = NDArray.concatenate([pastValue, v], axis: 2)
    }
    var stages: [NDArray] = []
    let usual = 1 / Double(max(1, shape.size)).squareRoot()
    var scores = AttentionSteps.scores(q, k, scale: scale.map { Double($0) } ?? usual, shape)
    stages.append(scores)
    if softcap != 0 {
      let cap = scores.constant(Double(softcap))
      scores = scores.combining(.divide, cap).applying(.tanh).combining(.multiply, cap)
    }
    stages.append(scores)
    for part in bias.parts(shape, mask: inputs.optional(3), lengths: inputs.optional(6)) {
      scores = scores.combining(.add, part.cast(to: type))
    }
    stages.append(scores)
    let probabilities = AttentionSteps.probabilities(scores)
    stages.append(probabilities)
    let y = AttentionSteps.output(probabilities, v.cast(to: type), shape)
    return [input.rank == 4 ? y : AttentionSteps.merged(y), k, v, stages[scoresMode]]
  }
}
