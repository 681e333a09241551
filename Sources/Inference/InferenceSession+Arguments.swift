import Arrays
import ONNX

extension InferenceSession {
  /// The inputs in the graph's order, each as declared, and whether the caller gave it.
  func checkedArguments(
    _ arguments: [String: NDArray]
  ) throws(InferenceError) -> (arrays: [NDArray], isGiven: [Bool]) {
    do {
      return try check(arguments)
    } catch {
      throw InferenceError(file: graph.file, problem: error)
    }
  }

  private func check(
    _ arguments: [String: NDArray]
  ) throws(InferenceProblem) -> (arrays: [NDArray], isGiven: [Bool]) {
    let known = Set(graph.inputs.map(\.info.name))
    if let unknown = arguments.keys.filter({ !known.contains($0) }).min() {
      throw .unknownArgument(unknown, known: graph.inputs.map(\.info.name))
    }
    var arrays: [NDArray] = []
    var isGiven: [Bool] = []
    var dimensions: [String: Int] = [:]
    for input in graph.inputs {
      let name = input.info.name
      let given = arguments[name]
      guard let array = given ?? input.defaultValue else { throw .missingArgument(name) }
      guard array.dataType == input.dataType else {
        throw .argumentType(name, expected: input.dataType, found: array.dataType)
      }
      if let declared = input.info.shape { try check(name, array.shape, declared, &dimensions) }
      arrays.append(array)
      isGiven.append(given != nil)
    }
    return (arrays, isGiven)
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
