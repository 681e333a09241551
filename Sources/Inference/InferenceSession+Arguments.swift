import Arrays
import ONNX

extension InferenceSession {
  /// The inputs in the graph's order, each as declared, and whether the caller gave it.
  func checkedArguments(
    _ arguments: [String: Value]
  ) throws(InferenceError) -> (values: [Value], isGiven: [Bool]) {
    do {
      return try check(arguments)
    } catch {
      throw InferenceError(file: graph.file, problem: error)
    }
  }

  private func check(
    _ arguments: [String: Value]
  ) throws(InferenceProblem) -> (values: [Value], isGiven: [Bool]) {
    let known = Set(graph.inputs.map(\.info.name))
    if let unknown = arguments.keys.filter({ !known.contains($0) }).min() {
      throw .unknownArgument(unknown, known: graph.inputs.map(\.info.name))
    }
    var values: [Value] = []
    var isGiven: [Bool] = []
    var dimensions: [String: Int] = [:]
    for input in graph.inputs {
      let name = input.info.name
      let given = arguments[name]
      guard let value = given ?? input.defaultValue else { throw .missingArgument(name) }
      if let expected = input.dataType, let array = value.array, array.dataType != expected {
        throw .argumentType(name, expected: expected, found: array.dataType)
      }
      guard value.fits(input.info) else { throw .argumentKind(name, found: value.kind) }
      if let declared = input.info.shape, let shape = value.shape {
        try check(name, shape, declared, &dimensions)
      }
      values.append(value)
      isGiven.append(given != nil)
    }
    return (values, isGiven)
  }

  private func check(
    _ name: String, _ shape: [Int], _ declared: [Dimension], _ dimensions: inout [String: Int]
  ) throws(InferenceProblem) {
    let mismatch = InferenceProblem.argumentShape(
      name, declared: shapeText(declared), found: shape)
    guard shape.count == declared.count else { throw mismatch }
    for (extent, dimension) in zip(shape, declared) {
      switch dimension {
      case .fixed(let expected):
        if extent != expected { throw mismatch }
      case .named(let symbol):
        if let other = dimensions[symbol], other != extent {
          throw .inconsistentDimension(symbol, first: other, second: extent)
        }
        dimensions[symbol] = extent
      case .unknown: break
      }
    }
  }
}
