import Arrays
import ONNX

/// The different elements, or slices of an axis, where each occurs first, which of them every element
/// is, and how often each occurs: <https://onnx.ai/onnx/operators/onnx__Unique.html>.
struct UniqueKernel: Kernel {
  static let operatorType = "Unique"
  static let versions: [Int: OneForm] = [11: OneForm(), 28: OneForm()]

  private let axis: Int?
  private let isSorted: Bool
  private let outputCount: Int

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    try node.requireOutputs(1...4)
    axis = try node.int("axis")
    isSorted = try node.flag("sorted", default: true)
    outputCount = node.outputCount
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    if let value = x.value {
      let wide = value.dataType.isHalfPrecision ? value.cast(to: .float32) : value
      let types = try evaluate([wide]).map { ValueType($0.dataType, $0.shape) }
      return [ValueType(x.dataType, types[0].shape)] + types.dropFirst()
    }
    var shape: [Dimension]? = [.unknown]
    if let axis {
      shape = x.shape
      if let rank = x.rank { shape?[try resolveAxis(axis, rank: rank)] = .unknown }
    }
    let list = ValueType(.int64, [.unknown])
    return Array([ValueType(x.dataType, shape), list, list, list].prefix(outputCount))
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    let array = axis == nil ? x.reshaped([x.count]) : x
    let axis = try resolveAxis(axis ?? 0, rank: array.rank)
    let numbers = x.dataType == .bool ? array.cast(to: .uint8) : array
    func run<T: Number>(_ type: T.Type) -> [[Int]] { equalSlices(numbers, axis, type) }
    let groups = run(try numbers.dataType.number())
    let firsts = groups.compactMap(\.first)
    var numbersOfGroups = [Int64](repeating: 0, count: array.shape[axis])
    for (number, group) in groups.enumerated() {
      for place in group { numbersOfGroups[place] = Int64(number) }
    }
    let outputs = [
      array.taking(firsts, axis: axis), NDArray(firsts.map(Int64.init)), NDArray(numbersOfGroups),
      NDArray(groups.map { Int64($0.count) }),
    ]
    return Array(outputs.prefix(outputCount))
  }

  /// Where equal slices of an axis are: a list for each, in ascending order.
  private func equalSlices<T: Number>(_ x: NDArray, _ axis: Int, _ type: T.Type) -> [[Int]] {
    let order = [axis] + x.shape.indices.filter { $0 != axis }
    let extent = x.shape[axis]
    let length = x.count / max(1, extent)
    let groups = x.permuted(order).withScalars(of: type) { source in
      /// −1, 0 or 1 as the first slice belongs before, with or after the second.
      func compare(_ a: Int, _ b: Int) -> Int {
        for index in 0..<length {
          let (first, second) = (source[a * length + index], source[b * length + index])
          if !first.isSame(as: second) { return first.isBefore(second) ? -1 : 1 }
        }
        return 0
      }
      let places = (0..<extent).sorted { a, b in
        let relation = compare(a, b)
        return relation < 0 || (relation == 0 && a < b)
      }
      var groups: [[Int]] = []
      for place in places {
        if let first = groups.last?.first, compare(first, place) == 0 {
          groups[groups.count - 1].append(place)
        } else {
          groups.append([place])
        }
      }
      return groups
    }
    return isSorted ? groups : groups.sorted { $0[0] < $1[0] }
  }
}
