import Arrays
import ONNX

/// Attention whose memory is one matrix for each head, updated at every position:
/// <https://onnx.ai/onnx/operators/onnx__LinearAttention.html>.
struct LinearAttentionKernel: Kernel {
  static let operatorType = "LinearAttention"
  static let versions: [Int: OneForm] = [27: OneForm()]

  /// What happens to the matrix at a position.
  private enum Update: String {
    /// The product of key and value is added.
    case linear
    /// The matrix decays before.
    case gated
    /// What the matrix gives for the key is taken from the value, and a part of that is added.
    case delta
    /// Both.
    case gatedDelta = "gated_delta"
  }

  private let queryHeads: Int
  private let keyHeads: Int
  private let scale: Double
  private let decays: Bool
  private let corrects: Bool

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(3...6)
    try node.requireOutputs(2...2)
    (queryHeads, keyHeads) =
      (try node.requiredInt("q_num_heads"), try node.requiredInt("kv_num_heads"))
    let limit = 1...Int(Int32.max)
    guard limit.contains(queryHeads), limit.contains(keyHeads), queryHeads % keyHeads == 0 else {
      throw .invalidAttribute("q_num_heads", reason: "\(queryHeads) by \(keyHeads) heads")
    }
    scale = Double(try node.float("scale") ?? 0)
    node.ignore("chunk_size")
    let update = try node.choice("update_rule", default: Update.gatedDelta)
    decays = update == .gated || update == .gatedDelta
    corrects = update == .delta || update == .gatedDelta
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (query, key, value) =
      (try inputs.required(0), try inputs.required(1), try inputs.required(2))
    try query.dataType.requireFloatingPoint()
    for index in [1, 2, 4, 5] { try inputs.optional(index)?.dataType.require(query.dataType) }
    try inputs.optional(3)?.dataType.requireFloatingPoint()
    if decays { _ = try inputs.required(4) }
    if corrects { _ = try inputs.required(5) }
    let (batch, length) = (query.extent(0), query.extent(1))
    try query.requireRank(3...3)
    let size = try size(query.extent(2), queryHeads)
    let width = try size(value.extent(2), keyHeads)
    try key.requireShape([batch, length, size.map { .fixed($0 * keyHeads) } ?? .unknown])
    try value.requireShape([batch, length, .unknown])
    for index in 4...5 { try inputs.optional(index)?.requireShape([batch, length, .unknown]) }
    if case .fixed(let count)? = inputs.optional(4)?.extent(2), let size,
      count != keyHeads && count != keyHeads * size
    {
      throw .shapeMismatch("a decay of \(count) numbers for \(keyHeads) heads")
    }
    if case .fixed(let count)? = inputs.optional(5)?.extent(2), count != keyHeads && count != 1 {
      throw .shapeMismatch("\(count) rates for \(keyHeads) heads")
    }
    let state = [
      batch, .fixed(keyHeads), size.map(Dimension.fixed) ?? .unknown,
      width.map(Dimension.fixed) ?? .unknown,
    ]
    try inputs.optional(3)?.requireShape(state)
    return [
      ValueType(
        query.dataType, [batch, length, width.map { .fixed($0 * queryHeads) } ?? .unknown]),
      ValueType(inputs.optional(3)?.dataType ?? query.dataType, state),
    ]
  }

  /// The elements of one head.
  private func size(_ extent: Dimension, _ heads: Int) throws(InferenceProblem) -> Int? {
    guard case .fixed(let count) = extent else { return nil }
    guard count % heads == 0, count < 1 << 31 else {
      throw .shapeMismatch("\(count) elements in \(heads) heads")
    }
    return count / heads
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    var lists: [[Double]?] = []
    for index in 0..<6 {
      lists.append(inputs.optional(index)?.cast(to: .float64).scalars(Double.self))
    }
    let (query, value) = (try inputs.required(0), try inputs.required(2))
    var memory = LinearMemory(
      query: lists[0] ?? [], key: lists[1] ?? [], value: lists[2] ?? [],
      decay: decays ? lists[4] : nil, rate: corrects ? lists[5] : nil,
      batch: query.shape[0], length: query.shape[1], heads: keyHeads,
      sharing: queryHeads / keyHeads, size: query.shape[2] / queryHeads,
      width: value.shape[2] / keyHeads)
    let factor = scale == 0 ? 1 / Double(memory.size).squareRoot() : scale
    let (output, state) = memory.run(from: lists[3], scale: factor)
    let stateShape = [query.shape[0], keyHeads, memory.size, memory.width]
    let outputShape = [query.shape[0], query.shape[1], memory.width * queryHeads]
    return [
      NDArray(output, shape: outputShape).cast(to: query.dataType),
      NDArray(state, shape: stateShape).cast(to: inputs.optional(3)?.dataType ?? query.dataType),
    ]
  }
}
