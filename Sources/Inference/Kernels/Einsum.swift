import Arrays
import ONNX

/// Einstein's summation: <https://onnx.ai/onnx/operators/onnx__Einsum.html>.
struct EinsumKernel: Kernel {
  static let operatorType = "Einsum"
  static let versions: [Int: OneForm] = [12: OneForm(), 28: OneForm()]

  private let equation: EinsumEquation

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    guard let text = try node.string("equation") else { throw .missingAttribute("equation") }
    equation = try EinsumEquation(text)
    try node.requireInputs(equation.terms.count...equation.terms.count)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let type = try inputs.required(0).dataType
    try type.requireNumber()
    var shapes: [[Dimension]] = []
    for index in inputs.indices {
      let input = try inputs.required(index)
      try input.dataType.require(type)
      guard let shape = input.shape else { return [ValueType(type, nil)] }
      shapes.append(shape)
    }
    let labels = try equation.labels(ranks: shapes.map(\.count))
    var extents: [EinsumEquation.Label: Dimension] = [:]
    for (label, extent) in zip(labels.operands.flatMap { $0 }, shapes.flatMap { $0 }) {
      let common = try broadcastShape([[extents[label] ?? extent], [extent]])
      extents[label] = common?.first
    }
    return [ValueType(type, labels.result.map { extents[$0] ?? .unknown })]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let arrays = inputs.compactMap { $0 }
    let labels = try equation.labels(ranks: arrays.map(\.rank))
    let type = try inputs.required(0).dataType
    var operands: [LabelledArray] = []
    for (array, labels) in zip(arrays, labels.operands) {
      // Double precision holds integers up to 2⁵³.
      let numbers = type.isFloatingPoint ? array : array.cast(to: .float64)
      operands.append(try LabelledArray(numbers, labels))
    }
    var result = operands.removeFirst()
    while !operands.isEmpty {
      let next = operands.removeFirst()
      let needed = Set(labels.result).union(operands.flatMap(\.labels))
      result = try result.product(next, keeping: needed)
    }
    return [result.summed(keeping: Set(labels.result)).ordered(labels.result).cast(to: type)]
  }
}
