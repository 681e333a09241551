import Arrays
import Executing

/// An operator that computes one number from each pair of numbers.
protocol Arithmetic: BroadcastOperator {
  /// The function on floating-point arrays.
  static var function: BinaryFunction { get }
  /// The function in plans.
  static var operation: BinaryOperation { get }
  /// The function on integers.
  static func compute<T: Number>(_ a: T, _ b: T) -> T
}

extension Arithmetic {
  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (a, b) = (try inputs.required(0), try inputs.required(1))
    try b.dataType.require(a.dataType)
    try a.dataType.requireNumber()
    return [ValueType(a.dataType, try rule.infer(a.shape, b.shape))]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (a, second) = (try inputs.required(0), try inputs.required(1))
    let b = second.reshaped(try rule.secondShape(a.shape, second.shape))
    if a.dataType.isFloatingPoint { return [a.combining(Self.function, b)] }
    func run<T: Number>(_ type: T.Type) -> NDArray {
      a.zip(b, of: type) { Self.compute($0, $1) }
    }
    return [run(try a.dataType.number())]
  }

  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    guard let a = node.input(0), let b = node.input(1), let (output, shape) = node.output,
      let first = node.shape(0), let second = node.shape(1),
      try rule.secondShape(first, second) == second
    else { return false }
    return try plan.binary(Self.operation, a, b, output: output, shape)
  }
}
