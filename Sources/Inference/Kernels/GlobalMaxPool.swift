import Arrays

/// The largest element of each channel:
/// <https://onnx.ai/onnx/operators/onnx__GlobalMaxPool.html>.
struct GlobalMaxPoolKernel: GlobalPool {
  static let operatorType = "GlobalMaxPool"
  static let versions: [Int: OneForm] = [1: OneForm(), 22: OneForm()]

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
  }

  func pool(_ x: NDArray, over axes: [Int]) -> NDArray { x.max(axes: axes, keepingAxes: true) }
}
