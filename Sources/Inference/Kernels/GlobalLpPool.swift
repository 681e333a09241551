import Arrays

/// (Σ |x|^p)^(1/p) over each channel: <https://onnx.ai/onnx/operators/onnx__GlobalLpPool.html>.
struct GlobalLpPoolKernel: GlobalPool {
  /// Whether p may be a fraction.
  enum Form: Sendable {
    case fraction, integer
  }

  static let operatorType = "GlobalLpPool"
  static let versions: [Int: Form] = [1: .fraction, 2: .integer, 22: .integer]

  private let norm: LpNorm

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    norm = try LpNorm(&node, isFraction: form == .fraction)
  }

  func pool(_ x: NDArray, over axes: [Int]) throws(InferenceProblem) -> NDArray {
    x.lpNorm(norm, over: axes)
  }
}

extension NDArray {
  /// The norm of the elements over axes, which keep extent 1, in the type of the elements.
  func lpNorm(_ norm: LpNorm, over axes: [Int]) -> NDArray {
    let powers = cast(to: .float64).map(Double.self) { norm.power($0) }
    let sums = powers.sum(axes: axes, keepingAxes: true)
    return sums.map(Double.self) { norm.root($0) }.cast(to: dataType)
  }
}
