import Arrays

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// (Σ |x|^p)^(1/p) over each window: <https://onnx.ai/onnx/operators/onnx__LpPool.html>.
struct LpPoolKernel: Kernel {
  /// What the versions differ by.
  enum Form: Sendable {
    /// p may be a fraction.
    case fraction
    /// p is an integer.
    case integer
    /// Dilations, and the number of windows rounded up.
    case dilations
  }

  static let operatorType = "LpPool"
  static let versions: [Int: Form] = [
    1: .fraction, 2: .integer, 11: .integer, 18: .dilations, 22: .dilations,
  ]

  private let window: WindowAttributes
  private let norm: LpNorm

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    norm = try LpNorm(&node, isFraction: form == .fraction)
    window = try WindowAttributes(
      &node,
      form == .dilations
        ? [.kernelRequired, .automaticPadding, .dilations, .roundingUp]
        : [.kernelRequired, .automaticPadding])
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    try x.dataType.requireFloatingPoint()
    return [ValueType(x.dataType, try window.inferPool(x))]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    let geometry = try window.placed(on: x.shape[2...])
    func run<T: RealNumber>(_ type: T.Type) -> NDArray {
      geometry.pooled(x, of: type) { _, plane, places, _ in
        var sum = 0.0
        for place in places { sum += norm.power(Double(plane[place])) }
        return T(norm.root(sum))
      }
    }
    return [try x.dataType.floating(run, run)]
  }
}

/// The attribute `p`: which norm of a list of numbers is meant.
struct LpNorm: Sendable {
  let p: Double

  init(_ node: inout NodeReader, isFraction: Bool) throws(InferenceProblem) {
    p = isFraction ? Double(try node.float("p") ?? 2) : Double(try node.int("p") ?? 2)
    guard p > 0, p.isFinite else { throw .invalidAttribute("p", reason: "it is \(p)") }
  }

  /// |x|^p.
  func power(_ x: Double) -> Double {
    p == 2 ? x * x : p == 1 ? x.magnitude : pow(x.magnitude, p)
  }

  /// The norm, from the sum of powers.
  func root(_ sum: Double) -> Double {
    p == 2 ? sum.squareRoot() : p == 1 ? sum : pow(sum, 1 / p)
  }
}
