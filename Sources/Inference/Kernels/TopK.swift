import Arrays
import ONNX

/// The largest or smallest elements along an axis, in order, and where they are:
/// <https://onnx.ai/onnx/operators/onnx__TopK.html>.
struct TopKKernel: Kernel {
  /// Where the number of elements comes from.
  enum Form: Sendable {
    /// From an attribute.
    case attribute
    /// From an input.
    case input
    /// The same; the smallest can be asked for, and any order.
    case choice
  }

  static let operatorType = "TopK"
  static let versions: [Int: Form] = [1: .attribute, 10: .input, 11: .choice, 24: .choice]

  private let axis: Int
  private let count: Int?
  private let takesLargest: Bool

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(form == .attribute ? 1...1 : 2...2)
    try node.requireOutputs(2...2)
    axis = try node.int("axis") ?? -1
    count = form == .attribute ? try node.requiredInt("k") : nil
    takesLargest = form == .choice ? try node.flag("largest", default: true) : true
    if form == .choice { _ = try node.flag("sorted") }
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    try x.dataType.requireNumber()
    var count = count
    if let input = inputs.optional(1) {
      try input.dataType.require(.int64)
      if let extents = input.extents, try checkedCount(extents) != 1 {
        throw .shapeMismatch("the number of elements has the shape \(extents)")
      }
      count = input.integers?[0]
    }
    guard var shape = x.shape else { return [ValueType(x.dataType, nil), ValueType(.int64, nil)] }
    let axis = try resolveAxis(axis, rank: shape.count)
    if let count, case .fixed(let extent) = shape[axis], !(0...extent).contains(count) {
      throw .invalidValue("the \(count) best of \(extent) elements")
    }
    shape[axis] = count.map(Dimension.fixed) ?? .unknown
    return [ValueType(x.dataType, shape), ValueType(.int64, shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    let axis = try resolveAxis(axis, rank: x.rank)
    let count = inputs.optional(1).map { integerElements($0)[0] } ?? count ?? 0
    func run<T: Number>(_ type: T.Type) -> [Int64] { best(x, axis, count, type) }
    let order = x.shape.indices.filter { $0 != axis } + [axis]
    let rows = NDArray(
      run(try x.dataType.number()), shape: order.dropLast().map { x.shape[$0] } + [count])
    var back = Array(0..<x.rank - 1)
    back.insert(x.rank - 1, at: axis)
    let places = rows.permuted(back).contiguous()
    let chosen = try elementPlaces(places, into: x.shape, axis: axis)
    return [x.taking(chosen, shape: places.shape), places]
  }

  /// For each row along the axis, where its best elements are.
  private func best<T: Number>(
    _ x: NDArray, _ axis: Int, _ count: Int, _ type: T.Type
  ) -> [Int64] {
    let order = x.shape.indices.filter { $0 != axis } + [axis]
    let length = x.shape[axis]
    return x.permuted(order).withScalars(of: type) { source in
      var places: [Int64] = []
      for start in stride(from: 0, to: source.count, by: max(1, length)) {
        let sorted = (0..<length).sorted { first, second in
          let (a, b) = (source[start + first], source[start + second])
          if a.isSame(as: b) { return first < second }
          return takesLargest ? b.isBefore(a) : a.isBefore(b)
        }
        places += sorted.prefix(count).map(Int64.init)
      }
      return places
    }
  }
}
