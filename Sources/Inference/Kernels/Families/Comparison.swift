import Arrays

/// An operator that compares each pair of elements.
protocol Comparison: BroadcastOperator {
  /// The comparison.
  static func compare<T: Comparable>(_ a: T, _ b: T) -> Bool
  /// Whether booleans are compared too.
  static var takesBooleans: Bool { get }
}

extension Comparison {
  static var takesBooleans: Bool { false }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (a, b) = (try inputs.required(0), try inputs.required(1))
    try b.dataType.require(a.dataType)
    if !(Self.takesBooleans && a.dataType == .bool) { try a.dataType.requireNumber() }
    return [ValueType(.bool, try rule.infer(a.shape, b.shape))]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (first, second) = (try inputs.required(0), try inputs.required(1))
    var (a, b) = (first, second.reshaped(try rule.secondShape(first.shape, second.shape)))
    if a.dataType == .bool { (a, b) = (a.cast(to: .uint8), b.cast(to: .uint8)) }
    func run<T: Number>(_ type: T.Type) -> NDArray {
      a.zip(b, of: type) { Self.compare($0, $1) }
    }
    return [run(try a.dataType.number())]
  }
}
