import Arrays

/// The mean of each window: <https://onnx.ai/onnx/operators/onnx__AveragePool.html>.
struct AveragePoolKernel: Kernel {
  /// What the versions add.
  enum Form: Sendable {
    case plain
    /// `count_include_pad`: the padding counts as zeros.
    case countingPadding
    /// The number of windows rounded up.
    case roundingUp
    case dilations
  }

  static let operatorType = "AveragePool"
  static let versions: [Int: Form] = [
    1: .plain, 7: .countingPadding, 10: .roundingUp, 11: .roundingUp, 19: .dilations,
    22: .dilations,
  ]

  private let window: WindowAttributes
  private let countsPadding: Bool

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    countsPadding = form == .plain ? false : try node.flag("count_include_pad")
    var options: WindowAttributes.Options = [.kernelRequired, .automaticPadding]
    if form == .roundingUp || form == .dilations { options.insert(.roundingUp) }
    if form == .dilations { options.insert(.dilations) }
    window = try WindowAttributes(&node, options)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    try x.dataType.requireFloatingPoint()
    return [ValueType(x.dataType, try window.inferPool(x))]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    let geometry = try window.placed(on: x.shape[2...])
    let countsPadding = countsPadding
    func run<T: RealNumber>(_ type: T.Type) -> NDArray {
      geometry.pooled(x, of: type) { _, plane, places, covered in
        var sum = 0.0
        for place in places { sum += Double(plane[place]) }
        return T(sum / Double(max(1, countsPadding ? covered : places.count)))
      }
    }
    return [try x.dataType.floating(run, run)]
  }

  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    guard let extents = node.shape(0) else { return false }
    let geometry = try window.placed(on: extents[2...])
    guard geometry.hasNoEmptyWindow, geometry.axes.count <= 3 else { return false }
    return try plan.pool(node, geometry.spaceAxes, isMean: true, countsPadding: countsPadding)
  }
}
