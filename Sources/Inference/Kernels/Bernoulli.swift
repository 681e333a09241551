import Arrays

/// 1 with the probability that the input gives, 0 otherwise:
/// <https://onnx.ai/onnx/operators/onnx__Bernoulli.html>.
struct BernoulliKernel: Kernel {
  static let operatorType = "Bernoulli"
  static let versions: [Int: OneForm] = [15: OneForm(), 22: OneForm()]

  private let type: DataType?
  private let numbers: RandomNumbers

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    type = try node.dataType("dtype")
    numbers = try RandomNumbers(&node)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    try x.dataType.requireFloatingPoint()
    return [ValueType(type ?? x.dataType, x.shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    var generator = numbers.generator
    let draws = generator.uniform(x.shape)
    let results = draws.zip(x.cast(to: .float32), of: Float.self) { $0 < $1 }
    return [results.cast(to: type ?? x.dataType)]
  }
}
