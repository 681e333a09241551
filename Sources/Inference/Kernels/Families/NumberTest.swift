import Arrays

/// An operator that tells which floating-point numbers have a property.
protocol NumberTest: Kernel {
  /// Whether the number has it.
  func test(_ x: Double) -> Bool
}

extension NumberTest {
  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    try x.dataType.requireFloatingPoint()
    return [ValueType(.bool, x.shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    return [x.cast(to: .float64).map(Double.self) { test($0) }]
  }
}
