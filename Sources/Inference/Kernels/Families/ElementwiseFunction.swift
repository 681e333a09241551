import Arrays
import Executing

/// Whether a version still has version 1's `consumed_inputs`, a hint for computing in place.
enum InPlaceHint: Sendable {
  case allowed, gone
}

/// An operator that applies one function to each element.
protocol ElementwiseFunction: Kernel where Form == InPlaceHint {
  /// The function on floating-point arrays.
  static var function: UnaryFunction { get }
  /// The function in plans.
  static var operation: UnaryOperation { get }
  /// The function on integers; nil where the operator takes floating-point numbers only.
  static var integerFunction: IntegerFunction? { get }

  init()
}

/// A function of one integer.
enum IntegerFunction: Sendable {
  case negate, absolute, positivePart

  func callAsFunction<T: Number>(_ x: T) -> T {
    let zero = T(count: 0)
    return switch self {
    case .negate: T.difference(zero, x)
    case .absolute: x < zero ? T.difference(zero, x) : x
    case .positivePart: x < zero ? zero : x
    }
  }
}

extension ElementwiseFunction {
  static var integerFunction: IntegerFunction? { nil }

  init(_ form: InPlaceHint, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireOneInput(form)
    self.init()
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    if Self.integerFunction == nil {
      try x.dataType.requireFloatingPoint()
    } else {
      try x.dataType.requireNumber()
    }
    return [ValueType(x.dataType, x.shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    if x.dataType.isFloatingPoint { return [x.applying(Self.function)] }
    guard let function = Self.integerFunction else {
      throw .unsupportedDataType(x.dataType)
    }
    func run<T: Number>(_ type: T.Type) -> NDArray { x.map(type) { function($0) } }
    return [run(try x.dataType.number())]
  }

  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    try plan.unary(Self.operation, node)
  }
}
