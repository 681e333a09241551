import Arrays

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// y = a^b, broadcast, in the type of a: <https://onnx.ai/onnx/operators/onnx__Pow.html>.
struct PowKernel: Kernel {
  static let operatorType = "Pow"
  static let versions: [Int: Broadcasting] = [
    1: .axis, 7: .numpy, 12: .numpy, 13: .numpy, 15: .numpy,
  ]

  private let rule: BroadcastRule

  init(_ form: Broadcasting, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...2)
    rule = try BroadcastRule(form, &node)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (a, b) = (try inputs.required(0), try inputs.required(1))
    try a.dataType.requireNumber()
    try b.dataType.requireNumber()
    return [ValueType(a.dataType, try rule.infer(a.shape, b.shape))]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (a, second) = (try inputs.required(0), try inputs.required(1))
    let b = second.reshaped(try rule.secondShape(a.shape, second.shape))
    if a.dataType.isFloatingPoint || b.dataType.isFloatingPoint {
      let result = a.cast(to: .float64).zip(b.cast(to: .float64), of: Double.self) { pow($0, $1) }
      return [result.cast(to: a.dataType)]
    }
    let result = a.cast(to: .int64).zip(b.cast(to: .int64), of: Int64.self, Self.power)
    func wrap<T: FixedWidthInteger & Scalar>(_ type: T.Type) -> NDArray {
      result.map(Int64.self) { T(truncatingIfNeeded: $0) }
    }
    guard let type = a.dataType.scalarType as? any (FixedWidthInteger & Scalar).Type else {
      throw .unsupportedDataType(a.dataType)
    }
    return [wrap(type)]
  }

  /// The square of float32 numbers has an instruction; other powers do not.
  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    guard let exponent = node.inputType(1)?.value, exponent.count == 1, let shape = node.shape(0),
      node.output?.shape == shape,
      exponent.cast(to: .float64).scalars(Double.self) == [2]
    else { return false }
    return try plan.unary(.square, node)
  }

  /// An integer's power, wrapped around; 0 for negative exponents, but for bases 1 and −1.
  private static func power(_ base: Int64, _ exponent: Int64) -> Int64 {
    if exponent < 0 {
      return base == 1 ? 1 : base == -1 ? (exponent % 2 == 0 ? 1 : -1) : 0
    }
    var (result, square, rest): (Int64, Int64, Int64) = (1, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result = result &* square }
      square = square &* square
      rest >>= 1
    }
    return result
  }
}
