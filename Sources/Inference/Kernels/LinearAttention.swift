import Arrays
import ONNX

/// o = scale · qᵀ S, where each key and value change the state S by k ⊗ v:
/// <https://onnx.ai/onnx/operators/onnx__LinearAttention.html>.
struct LinearAttentionKernel: Kernel {
  /// How the state changes.
  private enum Rule: String {
    case linear, gated, delta
    case gatedDelta = "gated_delta"

    var hasDecay: Bool { self == .gated || self == .gatedDelta }
    var hasRate: Bool { self == .delta || self == .gatedDelta }
  }

  static let operatorType = "LinearAttention"
  static let versions: [Int: OneForm] = [27: OneForm()]

  private let rule: Rule
  private let heads: (Int, Int)
  private let scale: Float

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(3...6)
    try node.requireOutputs(1...2)
    rule = try node.choice("update_rule", default: .gatedDelta)
    heads = (try node.requiredInt("q_num_heads"), try node.requiredInt("kv_num_heads"))
    scale = try node.float("scale") ?? 0
    // How many steps are taken together changes nothing about the result.
    _ = try node.int("chunk_size")
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let q = try inputs.required(0)
    try q.dataType.requireFloatingPoint()
    for index in [1, 2, 4, 5] {
      if let input = inputs.optional(index) { try input.dataType.require(q.dataType) }
    }
    if rule.hasDecay { _ = try inputs.required(4) as ValueType }
    if rule.hasRate { _ = try inputs.required(5) as ValueType }
    let stateType = inputs.optional(3)?.dataType ?? q.dataType
    try stateType.requireFloatingPoint()
    // The past of this operator is no part of the keys.
    guard let shape = try AttentionShape(Array(inputs.prefix(3)), heads: heads) else {
      return [ValueType(q.dataType, nil), ValueType(stateType, nil)]
    }
    guard q.rank == 3, shape.keys == shape.queries else {
      throw .shapeMismatch("\(q.description) with \(shape.keys) keys")
    }
    try check(inputs, shape)
    let width = try checkedCount([shape.heads, shape.valueSize])
    return [
      ValueType(q.dataType, [shape.batch, shape.queries, width]),
      ValueType(stateType, [shape.batch, shape.sharedHeads, shape.size, shape.valueSize]),
    ]
  }

  private func check(_ inputs: [ValueType?], _ shape: AttentionShape) throws(InferenceProblem) {
    func check(_ index: Int, _ allowed: [[Int]]) throws(InferenceProblem) {
      guard let extents = inputs.optional(index)?.extents else { return }
      guard allowed.contains(extents) else {
        throw .shapeMismatch("the input \(index) is \(extents), not \(allowed)")
      }
    }
    let places = [shape.batch, shape.queries]
    let heads = shape.sharedHeads
    try check(3, [[shape.batch, heads, shape.size, shape.valueSize]])
    try check(4, [places + [try checkedCount([heads, shape.size])], places + [heads]])
    try check(5, [places + [heads], places + [1]])
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let types = inputs.prefix(3).map { $0.map { ValueType(constant: $0) } }
    guard let shape = try AttentionShape(types, heads: heads) else { return [] }
    let q = AttentionSteps.split(try inputs.required(0), heads: shape.heads)
    let k = AttentionSteps.split(try inputs.required(1), heads: shape.sharedHeads)
    let v = AttentionSteps.split(try inputs.required(2), heads: shape.sharedHeads)
    let stateShape = [shape.batch, shape.sharedHeads, shape.size, shape.valueSize]
    let stateType = inputs.optional(3)?.dataType ?? q.dataType
    var state = inputs.optional(3)?.cast(to: q.dataType) ?? NDArray.zeros(stateShape, q.dataType)
    let usual = 1 / Double(max(1, shape.size)).squareRoot()
    let factor = q.constant(scale == 0 ? usual : Double(scale))
    let grouped = [shape.batch, shape.sharedHeads, shape.heads / shape.sharedHeads, shape.size]
    var outputs: [NDArray] = []
    for time in 0..<shape.queries {
      func row(_ array: NDArray) -> NDArray { array.sliced(axis: 2, start: time, count: 1) }
      state = next(
        state, row(k), row(v),
        decay: inputs.optional(4).map { parameter($0, time, shape) },
        rate: inputs.optional(5).map { parameter($0, time, shape) })
      let output = row(q).reshaped(grouped).matmul(state).combining(.multiply, factor)
      outputs.append(output.reshaped([shape.batch, 1, shape.heads * shape.valueSize]))
    }
    let y =
      outputs.isEmpty
      ? NDArray.zeros([shape.batch, 0, shape.heads * shape.valueSize], q.dataType)
      : NDArray.concatenate(outputs, axis: 1)
    return [y, state.cast(to: stateType)]
  }

  /// The numbers of one time as (batch, heads, numbers or 1, 1).
  private func parameter(_ array: NDArray, _ time: Int, _ shape: AttentionShape) -> NDArray {
    let heads = array.shape[2] == 1 ? 1 : shape.sharedHeads
    return array.element(time, along: 1)
      .reshaped([shape.batch, heads, array.shape[2] / max(1, heads), 1])
  }

  /// The state after a key and a value: (batch, heads, 1, numbers) each.
  private func next(
    _ state: NDArray, _ k: NDArray, _ v: NDArray, decay: NDArray?, rate: NDArray?
  ) -> NDArray {
    var state = state
    var value = v
    if rule.hasDecay, let decay {
      state = state.combining(.multiply, decay.applying(.exponential))
    }
    if rule.hasRate, let rate {
      value = value.combining(.subtract, k.matmul(state)).combining(.multiply, rate)
    }
    return state.combining(.add, k.transposed().matmul(value))
  }
}
