import Arrays
import Executing

/// y = min(max(x, low), high): <https://onnx.ai/onnx/operators/onnx__Clip.html>.
struct ClipKernel: Kernel {
  /// Where the bounds come from.
  enum Form: Sendable {
    /// From attributes; version 1 has `consumed_inputs`, a hint.
    case attributes
    /// From inputs, each optional.
    case inputs
  }

  static let operatorType = "Clip"
  static let versions: [Int: Form] = [
    1: .attributes, 6: .attributes, 11: .inputs, 12: .inputs, 13: .inputs,
  ]

  private let low: Float?
  private let high: Float?

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    switch form {
    case .attributes:
      try node.requireInputs(1...1)
      node.ignore("consumed_inputs")
      (low, high) = (try node.float("min"), try node.float("max"))
    case .inputs:
      try node.requireInputs(1...3)
      (low, high) = (nil, nil)
    }
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    try x.dataType.requireNumber()
    for case let bound? in inputs.dropFirst() {
      try bound.dataType.require(x.dataType)
      try bound.requireScalar("a bound")
    }
    return [ValueType(x.dataType, x.shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    let lowest = inputs.optional(1)?.reshaped([]) ?? bound(low, x.dataType)
    let highest = inputs.optional(2)?.reshaped([]) ?? bound(high, x.dataType)
    var result = x
    if let lowest { result = try limit(result, from: lowest, isBelow: true) }
    if let highest { result = try limit(result, from: highest, isBelow: false) }
    return [result]
  }

  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    // Bounds that are attributes belong to opsets that give them as no value to read.
    guard low == nil, high == nil, let input = node.input(0), let (output, shape) = node.output
    else { return false }
    let source = try plan.source(input)
    let target = plan.target(output, shape)
    var result = source
    if let bound = node.input(1) {
      let place = node.input(2) == nil ? target : plan.scratch(shape.reduce(1, *))
      plan.emitBinary(.maximum, shape, (result, shape), (try plan.source(bound), []), place)
      result = place
    }
    if let bound = node.input(2) {
      plan.emitBinary(.minimum, shape, (result, shape), (try plan.source(bound), []), target)
    } else if node.input(1) == nil {
      try plan.alias(output, to: input)
    }
    return true
  }

  private func bound(_ value: Float?, _ type: DataType) -> NDArray? {
    value.map { NDArray(scalar: $0).cast(to: type) }
  }

  private func limit(
    _ x: NDArray, from bound: NDArray, isBelow: Bool
  ) throws(InferenceProblem) -> NDArray {
    if x.dataType.isFloatingPoint { return x.combining(isBelow ? .maximum : .minimum, bound) }
    func run<T: Number>(_ type: T.Type) -> NDArray {
      x.zip(bound, of: type) { isBelow ? max($0, $1) : min($0, $1) }
    }
    return run(try x.dataType.number())
  }
}
