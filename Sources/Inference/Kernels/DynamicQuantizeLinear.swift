import Arrays

/// y = x / scale, rounded, + zero point, both chosen so that uint8 reaches from the smallest to the
/// largest element: <https://onnx.ai/onnx/operators/onnx__DynamicQuantizeLinear.html>.
struct DynamicQuantizeLinearKernel: Kernel {
  static let operatorType = "DynamicQuantizeLinear"
  static let versions: [Int: OneForm] = [11: OneForm()]

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    try node.requireOutputs(3...3)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    try x.dataType.require(.float32)
    return [
      ValueType(.uint8, x.shape), ValueType(.float32, [Int]()), ValueType(.uint8, [Int]()),
    ]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    let (low, high) = x.withScalars(of: Float.self) { elements in
      elements.reduce((Float(0), Float(0))) { (min($0.0, $1), max($0.1, $1)) }
    }
    // Where all elements are 0, any scale will do.
    let scale = high == low ? 1 : (high - low) / 255
    let zeroPoint = NDArray(scalar: Double(min(255, max(0, -low / scale)))).quantized(
      nil, as: .uint8)
    let y = x.combining(.divide, NDArray(scalar: scale)).cast(to: .float64)
      .quantized(zeroPoint, as: .uint8)
    return [y, NDArray(scalar: scale), zeroPoint]
  }
}
