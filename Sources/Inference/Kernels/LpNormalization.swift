import Arrays

/// x divided by its norm along an axis, 0 where that is 0:
/// <https://onnx.ai/onnx/operators/onnx__LpNormalization.html>.
struct LpNormalizationKernel: Kernel {
  static let operatorType = "LpNormalization"
  static let versions: [Int: OneForm] = [1: OneForm(), 22: OneForm()]

  private let axis: Int
  private let norm: LpNorm

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    axis = try node.int("axis") ?? -1
    norm = try LpNorm(&node, isFraction: false)
    guard norm.p == 1 || norm.p == 2 else {
      throw .invalidAttribute("p", reason: "it is \(norm.p) instead of 1 or 2")
    }
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    try x.dataType.requireFloatingPoint()
    if let rank = x.rank { _ = try resolveAxis(axis, rank: rank) }
    return [ValueType(x.dataType, x.shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    let norms = x.lpNorm(norm, over: [try resolveAxis(axis, rank: x.rank)])
    func run<T: RealNumber>(_ type: T.Type) -> NDArray {
      x.zip(norms, of: type) { $1 == 0 ? 0 : $0 / $1 }
    }
    return [try x.dataType.floating(run, run)]
  }
}
