import Arrays
import ONNX

/// y = scale (x − mean) / √(variance + epsilon) + bias for each channel:
/// <https://onnx.ai/onnx/operators/onnx__BatchNormalization.html>.
///
/// For training, mean and variance are those of the batch, and the further outputs are the running
/// ones, then (before version 14) those of the batch.
struct BatchNormalizationKernel: Kernel {
  /// What the versions differ by.
  enum Form: Sendable {
    /// `is_test` and `spatial`; version 1 has `consumed_inputs`, a hint.
    case testAttribute
    /// `spatial`: whether channels share their statistics over space.
    case spatialAttribute
    /// Further outputs say that this is training.
    case spatial
    /// `training_mode` says it.
    case trainingAttribute
  }

  static let operatorType = "BatchNormalization"
  static let versions: [Int: Form] = [
    1: .testAttribute, 6: .testAttribute, 7: .spatialAttribute, 9: .spatial,
    14: .trainingAttribute, 15: .trainingAttribute,
  ]

  private let epsilon: Float
  private let momentum: Double
  private let isSpatial: Bool
  private let isTraining: Bool
  private let outputCount: Int

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(5...5)
    try node.requireOutputs(form == .trainingAttribute ? 1...3 : 1...5)
    outputCount = node.outputCount
    epsilon = try node.float("epsilon") ?? 1e-5
    momentum = Double(try node.float("momentum") ?? 0.9)
    node.ignore("consumed_inputs")
    let asksForTest = form == .testAttribute ? try node.int("is_test") ?? 0 != 0 : false
    isSpatial =
      form == .testAttribute || form == .spatialAttribute
      ? try node.flag("spatial", default: true) : true
    isTraining =
      form == .trainingAttribute ? try node.flag("training_mode") : node.outputCount > 1
    if outputCount > 1 && (!isTraining || asksForTest) {
      throw .wrongOutputCount(expected: 1...1, found: outputCount)
    }
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    try x.dataType.requireFloatingPoint()
    try x.requireRank(1...Int.max)
    for index in 1...4 {
      let parameter = try inputs.required(index)
      try parameter.dataType.requireFloatingPoint()
      if let shape = x.shape {
        try parameter.requireShape(
          isSpatial ? [shape.count == 1 ? .fixed(1) : shape[1]] : Array(shape[1...]))
      }
    }
    let mean = try inputs.required(3)
    try inputs.required(4).dataType.require(mean.dataType)
    let statistics = Array(
      repeating: ValueType(mean.dataType, mean.shape), count: outputCount - 1)
    return [ValueType(x.dataType, x.shape)] + statistics
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    // A list is a batch of one channel.
    let rows = x.rank == 1 ? x.reshaped([x.count, 1]) : x
    var parameters: [NDArray] = []
    for index in 1...4 {
      let parameter = try inputs.required(index)
      let shape =
        isSpatial
        ? [parameter.count] + Array(repeating: 1, count: rows.rank - 2) : parameter.shape
      parameters.append(parameter.cast(to: x.dataType).reshaped(shape))
    }
    let axes = isSpatial ? rows.shape.indices.filter { $0 != 1 } : [0]
    let batch = isTraining ? rows.centered(over: axes) : nil
    let elements = batch?.elements ?? rows.combining(.subtract, parameters[2])
    let y = elements.divided(byDeviationOf: batch?.variance ?? parameters[3], epsilon)
      .combining(.multiply, parameters[0]).combining(.add, parameters[1])
    var outputs = [y.reshaped(x.shape)]
    if let batch {
      let (mean, variance) = (try inputs.required(3), try inputs.required(4))
      let current = [batch.mean, batch.variance].map {
        $0.reshaped(mean.shape).cast(to: mean.dataType)
      }
      outputs += [running(mean, current[0]), running(variance, current[1])] + current
    }
    return Array(outputs.prefix(outputCount))
  }

  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    let parameters = (1...4).compactMap { node.inputType($0)?.value }
    guard isSpatial, !isTraining, parameters.count == 4,
      parameters.allSatisfy({ $0.dataType == .float32 })
    else { return false }
    let scale = parameters[0].divided(byDeviationOf: parameters[3], epsilon)
    let shift = parameters[1].combining(
      .subtract, parameters[2].combining(.multiply, scale))
    return try plan.scaleChannels(node, by: scale, adding: shift)
  }

  private func running(_ old: NDArray, _ batch: NDArray) -> NDArray {
    old.combining(.multiply, old.constant(momentum))
      .combining(.add, batch.combining(.multiply, batch.constant(1 - momentum)))
  }
}
