import Arrays
import ONNX

/// The extents of a value, or some of them: <https://onnx.ai/onnx/operators/onnx__Shape.html>.
struct ShapeKernel: Kernel {
  /// Whether a stretch of axes can be chosen.
  enum Form: Sendable {
    case all, range
  }

  static let operatorType = "Shape"
  static let versions: [Int: Form] = [
    1: .all, 13: .all, 15: .range, 19: .range, 21: .range, 23: .range, 24: .range, 25: .range,
  ]

  private let start: Int
  private let end: Int?

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    start = form == .range ? try node.int("start") ?? 0 : 0
    end = form == .range ? try node.int("end") : nil
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    guard let shape = try inputs.required(0).shape else { return [ValueType(.int64, [.unknown])] }
    let rank = shape.count
    func clamp(_ axis: Int) -> Int { min(rank, max(0, axis < 0 ? axis + rank : axis)) }
    let (first, last) = (clamp(start), clamp(end ?? rank))
    let chosen = Array(shape[first..<max(first, last)])
    guard let extents = fixedExtents(chosen) else { return [ValueType(.int64, [chosen.count])] }
    return [ValueType(constant: NDArray(extents.map(Int64.init)))]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    return try infer([ValueType(constant: x)]).compactMap(\.value)
  }
}
