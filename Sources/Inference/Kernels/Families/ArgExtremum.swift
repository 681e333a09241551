import Arrays
import ONNX

/// An operator that finds where along an axis the best element is.
protocol ArgExtremum: Kernel where Form == ArgExtremumForm {
  /// Whether one number is better than another.
  static func isBetter<T: Number>(_ a: T, than b: T) -> Bool

  init(attributes: ArgExtremumAttributes)
  var attributes: ArgExtremumAttributes { get }
}

/// Which of several equal elements is found.
enum ArgExtremumForm: Sendable {
  /// The first.
  case first
  /// The last with `select_last_index`.
  case choice
}

/// The attributes of an operator that finds the best element.
struct ArgExtremumAttributes: Sendable {
  let axis: Int
  let keepsAxis: Bool
  let takesLast: Bool

  init(_ form: ArgExtremumForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    axis = try node.int("axis") ?? 0
    keepsAxis = try node.flag("keepdims", default: true)
    takesLast = form == .choice ? try node.flag("select_last_index") : false
  }
}

extension ArgExtremum {
  init(_ form: ArgExtremumForm, _ node: inout NodeReader) throws(InferenceProblem) {
    self.init(attributes: try ArgExtremumAttributes(form, &node))
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    try x.dataType.requireNumber()
    guard var shape = x.shape else { return [ValueType(.int64, nil)] }
    let axis = try resolveAxis(attributes.axis, rank: shape.count)
    if shape[axis] == .fixed(0) {
      throw .invalidValue("the best of no elements: the axis \(axis) of \(shapeText(shape))")
    }
    if attributes.keepsAxis { shape[axis] = .fixed(1) } else { shape.remove(at: axis) }
    return [ValueType(.int64, shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    let axis = try resolveAxis(attributes.axis, rank: x.rank)
    func run<T: Number>(_ type: T.Type) -> NDArray {
      bestPlaces(x, axis, takesLast: attributes.takesLast, type, isBetter: Self.isBetter)
    }
    var shape = x.shape
    if attributes.keepsAxis { shape[axis] = 1 } else { shape.remove(at: axis) }
    return [run(try x.dataType.number()).reshaped(shape)]
  }
}

/// Where along an axis the best element of each row is, NaN being better than all numbers; the result
/// is without the axis.
func bestPlaces<T: Number>(
  _ x: NDArray, _ axis: Int, takesLast: Bool, _ type: T.Type, isBetter: (T, T) -> Bool
) -> NDArray {
  let kept = x.shape.indices.filter { $0 != axis }
  let length = x.shape[axis]
  return x.permuted(kept + [axis]).withScalars(of: type) { source in
    NDArray(shape: kept.map { x.shape[$0] }, of: Int64.self) { target in
      for row in target.indices {
        var best = 0
        for place in 0..<length {
          let (a, b) = (source[row * length + place], source[row * length + best])
          let isAhead = isBetter(a, b) || (a != a && b == b)
          if isAhead || (takesLast && a.isSame(as: b)) { best = place }
        }
        target[row] = Int64(best)
      }
    }
  }
}
