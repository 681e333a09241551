import Arrays
import Foundation

/// Random classes, drawn from logarithms of probabilities that need not sum to 1:
/// <https://onnx.ai/onnx/operators/onnx__Multinomial.html>.
struct MultinomialKernel: Kernel {
  static let operatorType = "Multinomial"
  static let versions: [Int: OneForm] = [7: OneForm(), 22: OneForm()]

  private let type: DataType
  private let count: Int
  private let numbers: RandomNumbers

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    type = try node.dataType("dtype") ?? .int32
    try type.requireIndex()
    count = try node.int("sample_size") ?? 1
    numbers = try RandomNumbers(&node)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    try x.dataType.requireFloatingPoint()
    guard let shape = x.shape else { return [ValueType(type, [.unknown, .fixed(count)])] }
    guard shape.count == 2, shape[1] != .fixed(0) else {
      throw .shapeMismatch("\(shapeText(shape)) is no matrix with classes")
    }
    return [ValueType(type, [shape[0], .fixed(count)])]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    let (rows, classes) = (x.shape[0], x.shape[1])
    let logarithms = x.cast(to: .float64).scalars(Double.self)
    var generator = numbers.generator
    let draws = generator.uniform([rows * count]).scalars(Float.self)
    var chosen: [Int64] = []
    for row in 0..<rows {
      let row = (index: row, numbers: logarithms[row * classes..<(row + 1) * classes])
      let largest = row.numbers.max() ?? 0
      var sums: [Double] = []
      for number in row.numbers { sums.append((sums.last ?? 0) + exp(number - largest)) }
      for draw in draws[row.index * count..<(row.index + 1) * count] {
        let target = Double(draw) * (sums.last ?? 0)
        chosen.append(Int64(Self.firstIndex(above: target, in: sums)))
      }
    }
    return [NDArray(chosen, shape: [rows, count]).cast(to: type)]
  }

  /// Where ascending numbers first exceed one; the last where they never do.
  private static func firstIndex(above target: Double, in sums: [Double]) -> Int {
    var range = 0..<sums.count - 1
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      range = sums[middle] > target ? range.lowerBound..<middle : middle + 1..<range.upperBound
    }
    return range.lowerBound
  }
}
