import Arrays
import ONNX

/// A checked graph with the types of all values, and the constants that follow from them.
struct TypedGraph: Sendable {
  /// The type of every value, by number; nil for what no node makes, for what only a run tells, and
  /// for values that are no tensors of numbers.
  private(set) var types: [ValueType?]

  /// Infers the types of all values, and evaluates every node whose inputs are constants.
  ///
  /// - Parameters:
  ///   - graph: The graph.
  ///   - inputTypes: The types of the graph's inputs, in order.
  ///   - captured: The types of what a subgraph reads from around it, in order.
  ///   - known: What is known already, for all inputs; it is not inferred again where it is constant.
  ///   - limit: The most bytes that all constants found on the way may have; a node beyond them is
  ///     left to the run.
  /// - Throws: `InferenceError` where a node does not fit what it reads, or an output is not what the
  ///   model declares.
  init(
    _ graph: CheckedGraph, inputTypes: [ValueType?], captured: [ValueType?] = [],
    known: TypedGraph? = nil, limit: Int
  ) throws(InferenceError) {
    types = Array(repeating: nil, count: graph.names.count)
    for (input, type) in zip(graph.inputs, inputTypes) { types[input.value] = type }
    for (capture, type) in zip(graph.captures, captured) { types[capture.value] = type }
    for (value, constant) in graph.constants {
      types[value] = constant.array.map { ValueType(constant: $0) }
    }
    var folded = 0
    for operation in graph.operations {
      if let known, known.isConstant(operation) {
        for case let number? in operation.outputs { types[number] = known.types[number] }
        continue
      }
      do {
        try infer(operation, folded: &folded, limit: limit)
      } catch {
        throw graph.error(operation, error)
      }
    }
    for (value, info) in graph.outputs {
      guard let type = types[value], !Self.fits(type, info) else { continue }
      let declared = ValueInfo(name: "", elementType: info.elementType, shape: info.shape)
      throw InferenceError(
        file: graph.file,
        problem: .outputMismatch(
          value: info.name, declared: describe(declared), computed: type.description))
    }
  }

  /// Whether all that an operation makes is known.
  func isConstant(_ operation: CheckedGraph.Operation) -> Bool {
    operation.outputs.allSatisfy { $0.map { types[$0]?.value != nil } ?? true }
  }

  private mutating func infer(
    _ operation: CheckedGraph.Operation, folded: inout Int, limit: Int
  ) throws(InferenceProblem) {
    let inputs = operation.inputs.map { $0.flatMap { types[$0] } }
    if let valueKernel = operation.valueKernel,
      operation.kernel == nil || valueKernel.makesOtherValues
    {
      let outputs = try valueKernel.infer(inputs, limit: limit - folded)
      for (number, type) in zip(operation.outputs, outputs) {
        if let number { types[number] = type }
      }
      return
    }
    let isOpen = inputs.indices.contains { operation.inputs[$0] != nil && inputs[$0] == nil }
    guard !isOpen, let kernel = operation.kernel else { return }
    var outputs = try kernel.infer(inputs)
    var byteCount = 0
    for output in outputs {
      guard let bytes = try output.byteCount() else {
        byteCount = Int.max
        continue
      }
      byteCount = byteCount.addingReportingOverflow(bytes).overflow ? Int.max : byteCount + bytes
    }
    let isConstant = inputs.indices.allSatisfy {
      operation.inputs[$0] == nil || inputs[$0]?.value != nil
    }
    if isConstant, outputs.contains(where: { $0.value == nil }), byteCount <= limit - folded,
      try kernel.scratchByteCount(inputs) <= limit
    {
      folded += byteCount
      outputs = try kernel.evaluate(inputs.map { $0?.value }, as: outputs)
        .map { ValueType(constant: $0) }
    }
    for (number, type) in zip(operation.outputs, outputs) {
      if let number { types[number] = type }
    }
  }

  private static func fits(_ type: ValueType, _ info: ValueInfo) -> Bool {
    guard info.containers.isEmpty else { return false }
    if let declared = info.elementType, DataType(declared) != type.dataType { return false }
    guard let declared = info.shape, let shape = type.shape else { return true }
    return declared.count == shape.count && zip(declared, shape).allSatisfy(agree)
  }
}

/// A declared type in words.
func describe(_ info: ValueInfo) -> String {
  "\(info.elementType.map { "\($0)" } ?? "any type") \(shapeText(info.shape))"
}
