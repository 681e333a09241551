import Arrays

/// An operator on each pair of integers.
protocol IntegerOperator: BroadcastOperator {
  /// The operation.
  static func compute<T: FixedWidthInteger>(_ a: T, _ b: T) -> T
}

extension IntegerOperator {
  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (a, b) = (try inputs.required(0), try inputs.required(1))
    try b.dataType.require(a.dataType)
    _ = try a.dataType.integer()
    return [ValueType(a.dataType, try rule.infer(a.shape, b.shape))]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (a, b) = (try inputs.required(0), try inputs.required(1))
    func run<T: FixedWidthInteger & Number>(_ type: T.Type) -> NDArray {
      a.zip(b, of: type) { Self.compute($0, $1) }
    }
    return [run(try a.dataType.integer())]
  }
}
