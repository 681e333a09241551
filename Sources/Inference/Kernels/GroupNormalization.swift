import Arrays
import ONNX

/// y = scale (x − mean) / √(variance + epsilon) + bias over each group of an instance's channels:
/// <https://onnx.ai/onnx/operators/onnx__GroupNormalization.html>.
struct GroupNormalizationKernel: Kernel {
  /// What scale and bias are given for.
  enum Form: Sendable {
    case groups, channels
  }

  static let operatorType = "GroupNormalization"
  static let versions: [Int: Form] = [18: .groups, 21: .channels]

  private let groupCount: Int
  private let epsilon: Float
  private let form: Form
  private let statistics: StatisticsType?

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(3...3)
    self.form = form
    groupCount = try node.requiredInt("num_groups")
    guard groupCount > 0 else {
      throw .invalidAttribute("num_groups", reason: "it is \(groupCount)")
    }
    epsilon = try node.float("epsilon") ?? 1e-5
    statistics = form == .channels ? try StatisticsType(&node) : nil
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    try x.dataType.requireFloatingPoint()
    try x.requireRank(2...Int.max)
    if case .fixed(let channels) = x.extent(1), channels % groupCount != 0 {
      throw .shapeMismatch("\(channels) channels do not make \(groupCount) groups")
    }
    for index in 1...2 {
      let parameter = try inputs.required(index)
      try parameter.dataType.require(x.dataType)
      try parameter.requireShape([form == .groups ? .fixed(groupCount) : x.extent(1)])
    }
    return [ValueType(x.dataType, x.shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (x, scale, bias) =
      (try inputs.required(0), try inputs.required(1), try inputs.required(2))
    let type = statistics?.resolved(for: x.dataType) ?? x.dataType
    let perGroup = x.shape[1] / groupCount
    let groups = [x.shape[0], groupCount, perGroup, x.shape[2...].reduce(1, *)]
    let standard = x.cast(to: type).reshaped(groups)
      .standardized(over: [2, 3], epsilon: epsilon).cast(to: x.dataType)
    let parameters =
      form == .groups ? [groupCount, 1, 1] : [groupCount, perGroup, 1]
    let y = standard.combining(.multiply, scale.reshaped(parameters))
      .combining(.add, bias.reshaped(parameters))
    return [y.reshaped(x.shape)]
  }
}
