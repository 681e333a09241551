import Arrays

/// An operator that applies one function to each element, and for which plans have no instruction. It
/// is computed in double precision.
protocol PointwiseFunction: Kernel {
  /// Whether integers are taken too, and not only floating-point numbers.
  static var takesIntegers: Bool { get }

  /// The function.
  func compute(_ x: Double) -> Double
}

extension PointwiseFunction {
  static var takesIntegers: Bool { false }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    if Self.takesIntegers {
      try x.dataType.requireNumber()
    } else {
      try x.dataType.requireFloatingPoint()
    }
    return [ValueType(x.dataType, x.shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    let results = x.cast(to: .float64).map(Double.self) { compute($0) }
    return [results.cast(to: x.dataType)]
  }
}

/// A pointwise function without attributes.
protocol PlainFunction: PointwiseFunction where Form == InPlaceHint {
  init()
}

extension PlainFunction {
  init(_ form: InPlaceHint, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireOneInput(form)
    self.init()
  }
}

extension NodeReader {
  /// Requires one input, and accepts the hint for computing in place where the version has it.
  mutating func requireOneInput(_ hint: InPlaceHint) throws(InferenceProblem) {
    try requireInputs(1...1)
    if hint == .allowed { ignore("consumed_inputs") }
  }
}
