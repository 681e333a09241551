import Arrays

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// y = 2/√π ∫₀ˣ exp(−t²) dt: <https://onnx.ai/onnx/operators/onnx__Erf.html>.
struct ErfKernel: Kernel {
  static let operatorType = "Erf"
  static let versions: [Int: OneForm] = [9: OneForm(), 13: OneForm()]

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    try x.dataType.requireNumber()
    return [ValueType(x.dataType, x.shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    let wide = x.cast(to: .float64).map(Double.self) { erf($0) }
    return [wide.cast(to: x.dataType)]
  }
}
