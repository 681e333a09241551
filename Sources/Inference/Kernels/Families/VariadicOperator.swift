import Arrays
import Executing
import ONNX

/// An operator that combines any number of elements, two at a time.
protocol VariadicOperator: Kernel where Form == VariadicForm {
  /// The combination on floating-point arrays: NaN wins.
  static var function: BinaryFunction { get }
  /// The combination in plans.
  static var operation: BinaryOperation { get }
  /// Whether integers are taken too, and not only floating-point numbers.
  static var takesIntegers: Bool { get }
  /// The combination of integers.
  static func combine<T: Number>(_ a: T, _ b: T) -> T

  init(form: VariadicForm)
  var form: VariadicForm { get }
}

/// How the inputs' shapes relate.
enum VariadicForm: Sendable {
  /// All are equal; `consumed_inputs` is a hint.
  case equalShapesWithHint
  /// All are equal.
  case equalShapes
  /// They broadcast.
  case broadcast
}

extension VariadicOperator {
  static var takesIntegers: Bool { true }

  init(_ form: VariadicForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...Int.max)
    if form == .equalShapesWithHint { node.ignore("consumed_inputs") }
    self.init(form: form)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let first = try inputs.required(0)
    if Self.takesIntegers {
      try first.dataType.requireNumber()
    } else {
      try first.dataType.requireFloatingPoint()
    }
    var shapes: [[Dimension]?] = []
    for index in inputs.indices {
      let input = try inputs.required(index)
      try input.dataType.require(first.dataType)
      shapes.append(input.shape)
    }
    if form != .broadcast, Set(shapes.compactMap { $0.flatMap(fixedExtents) }).count > 1 {
      throw .shapeMismatch(shapes.map(shapeText).joined(separator: ", ") + " are not equal")
    }
    return [ValueType(first.dataType, try broadcastShape(shapes))]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    [try combined(inputs)]
  }

  /// All inputs combined.
  func combined(_ inputs: [NDArray?]) throws(InferenceProblem) -> NDArray {
    var result = try inputs.required(0)
    for index in inputs.indices.dropFirst() {
      let (a, b) = (result, try inputs.required(index))
      func run<T: Number>(_ type: T.Type) -> NDArray { a.zip(b, of: type) { Self.combine($0, $1) } }
      result =
        a.dataType.isFloatingPoint
        ? a.combining(Self.function, b) : run(try a.dataType.number())
    }
    return result
  }

  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    guard let (output, shape) = node.output, let first = node.presentInputs.first else {
      return false
    }
    if node.presentInputs.count == 1 {
      try plan.alias(output, to: first)
      return true
    }
    var result = try plan.source(first)
    var reached = node.shape(0) ?? []
    let target = plan.target(output, shape)
    for (index, value) in node.presentInputs.enumerated().dropFirst() {
      guard let extents = node.shape(index),
        let next = NDArray.broadcast(reached, extents)
      else { return false }
      let isLast = index == node.presentInputs.count - 1
      let place = isLast ? target : plan.scratch(next.reduce(1, *))
      plan.emitBinary(
        Self.operation, next, (result, reached), (try plan.source(value), extents), place)
      (result, reached) = (place, next)
    }
    return true
  }
}
