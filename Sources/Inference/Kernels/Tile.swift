import Arrays
import ONNX

/// Axes repeated: <https://onnx.ai/onnx/operators/onnx__Tile.html>.
struct TileKernel: Kernel {
  /// How the numbers are given.
  enum Form: Sendable {
    /// One axis and its number.
    case oneAxis
    /// A number for each axis.
    case allAxes
  }

  static let operatorType = "Tile"
  static let versions: [Int: Form] = [1: .oneAxis, 6: .allAxes, 13: .allAxes]

  private let form: Form

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(form == .oneAxis ? 3...3 : 2...2)
    self.form = form
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (x, numbers) = (try inputs.required(0), try inputs.required(1))
    if form == .allAxes { try numbers.dataType.require(.int64) }
    guard let shape = x.shape else { return [ValueType(x.dataType, nil)] }
    guard let repeats = try repeats(inputs.map { $0?.value }, rank: shape.count) else {
      return [ValueType(x.dataType, Array(repeating: .unknown, count: shape.count))]
    }
    var result: [Dimension] = []
    for (extent, count) in zip(shape, repeats) {
      guard case .fixed(let extent) = extent else {
        result.append(count == 1 ? extent : .unknown)
        continue
      }
      let (product, overflow) = extent.multipliedReportingOverflow(by: count)
      if overflow || count < 0 { throw .tooLarge(shape: "\(shapeText(shape)) times \(repeats)") }
      result.append(.fixed(product))
    }
    return [ValueType(x.dataType, result)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    var x = try inputs.required(0)
    for (axis, count) in (try repeats(inputs, rank: x.rank) ?? []).enumerated() where count != 1 {
      let extent = x.shape[axis]
      x = x.taking((0..<extent * count).map { $0 % extent }, axis: axis)
    }
    return [x]
  }

  /// How often each axis is repeated, where that is known.
  private func repeats(_ inputs: [NDArray?], rank: Int) throws(InferenceProblem) -> [Int]? {
    guard let numbers = inputs.optional(1).map(integerElements) else { return nil }
    if form == .allAxes {
      guard numbers.count == rank else {
        throw .shapeMismatch("\(numbers.count) numbers for \(rank) axes")
      }
      return numbers
    }
    guard let axes = inputs.optional(2).map(integerElements) else { return nil }
    guard numbers.count == 1, axes.count == 1 else {
      throw .shapeMismatch("\(axes.count) axes and \(numbers.count) numbers instead of one each")
    }
    var repeats = [Int](repeating: 1, count: rank)
    repeats[try resolveAxis(axes[0], rank: rank)] = numbers[0]
    return repeats
  }
}
