import Arrays

/// y = x, as inference leaves it: <https://onnx.ai/onnx/operators/onnx__Dropout.html>.
///
/// A second output, the mask, keeps everything. A node that asks to train is refused.
struct DropoutKernel: Kernel {
  /// What the versions differ by.
  enum Form: Sendable {
    /// `is_test` tells training from inference; version 1 has `consumed_inputs`, a hint.
    case testAttribute
    /// Always inference; the mask has the type of the data.
    case dataMask
    /// Always inference; the mask is boolean.
    case booleanMask
    /// Ratio and mode are inputs; the mask is boolean.
    case modeInput
  }

  static let operatorType = "Dropout"
  static let versions: [Int: Form] = [
    1: .testAttribute, 6: .testAttribute, 7: .dataMask, 10: .booleanMask, 12: .modeInput,
    13: .modeInput, 22: .modeInput,
  ]

  private let hasBooleanMask: Bool
  private let outputCount: Int

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(form == .modeInput ? 1...3 : 1...1)
    try node.requireOutputs(1...2)
    outputCount = node.outputCount
    hasBooleanMask = form == .booleanMask || form == .modeInput
    if form == .modeInput {
      _ = try node.int("seed")
      return
    }
    _ = try node.float("ratio")
    if form == .testAttribute {
      node.ignore("consumed_inputs")
      if try node.int("is_test") ?? 0 == 0 {
        throw .unsupportedMode("training")
      }
    }
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    try x.dataType.requireFloatingPoint()
    if let mode = inputs.optional(2) {
      try mode.dataType.require(.bool)
      // A mode that only a run tells is looked at there.
      let dropsNothing = inputs.optional(1)?.value?.cast(to: .float64).scalars(Double.self) == [0]
      if let value = mode.value, !dropsNothing { try requireInference(value) }
    }
    let types = [
      ValueType(x.dataType, x.shape), ValueType(hasBooleanMask ? .bool : x.dataType, x.shape),
    ]
    return Array(types.prefix(outputCount))
  }

  private func requireInference(_ mode: NDArray) throws(InferenceProblem) {
    if mode.scalars(Bool.self).contains(true) {
      throw .unsupportedMode("training")
    }
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    let mask =
      hasBooleanMask
      ? NDArray.filled(x.shape, with: true)
      : NDArray.filled(x.shape, with: Float(1)).cast(to: x.dataType)
    return Array([x, mask].prefix(outputCount))
  }

  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    guard let input = node.input(0), let (output, _) = node.output else { return false }
    if let mask = node.operation.outputs.optional(1), plan.uses[mask] > 0 { return false }
    try plan.alias(output, to: input)
    return true
  }
}
