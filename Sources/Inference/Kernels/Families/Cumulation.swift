import Arrays
import ONNX

/// An operator that combines, along an axis, each element with all before it.
protocol Cumulation: Kernel where Form == OneForm {
  /// The combination of two numbers.
  static func combine<T: Number>(_ a: T, _ b: T) -> T
  /// What combining nothing gives: 0 or 1.
  static var neutral: Int { get }

  init(attributes: CumulationAttributes)
  var attributes: CumulationAttributes { get }
}

/// The attributes of a cumulation.
struct CumulationAttributes: Sendable {
  /// Whether an element is left out of its own result.
  let isExclusive: Bool
  /// Whether the axis is walked from its end.
  let isReverse: Bool

  init(_ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...2)
    isExclusive = try node.flag("exclusive")
    isReverse = try node.flag("reverse")
  }
}

extension Cumulation {
  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    self.init(attributes: try CumulationAttributes(&node))
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (x, axis) = (try inputs.required(0), try inputs.required(1))
    try x.dataType.requireNumber()
    try axis.dataType.requireIndex()
    try axis.requireScalar("the axis")
    if let rank = x.rank, let axis = axis.integers?.first { _ = try resolveAxis(axis, rank: rank) }
    return [ValueType(x.dataType, x.shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (x, second) = (try inputs.required(0), try inputs.required(1))
    let axis = try resolveAxis(integerElements(second)[0], rank: x.rank)
    func run<T: Number>(_ type: T.Type) -> NDArray { cumulated(x, axis, type) }
    return [run(try x.dataType.number())]
  }

  private func cumulated<T: Number>(_ x: NDArray, _ axis: Int, _ type: T.Type) -> NDArray {
    let (extent, inner) = (x.shape[axis], x.shape[(axis + 1)...].reduce(1, *))
    let outer = x.shape[..<axis].reduce(1, *)
    let steps = attributes.isReverse ? Array((0..<extent).reversed()) : Array(0..<extent)
    return x.withScalars(of: type) { source in
      NDArray(shape: x.shape, of: type) { target in
        for row in 0..<outer {
          for column in 0..<inner {
            var total = T(count: Self.neutral)
            for step in steps {
              let place = (row * extent + step) * inner + column
              let next = Self.combine(total, source[place])
              target[place] = attributes.isExclusive ? total : next
              total = next
            }
          }
        }
      }
    }
  }
}
