import Arrays

/// A raised cosine for spectra: <https://onnx.ai/onnx/operators/onnx__HannWindow.html>.
struct HannWindowKernel: WindowFunction {
  static let operatorType = "HannWindow"
  static let versions: [Int: OneForm] = [17: OneForm()]
  static let coefficients = [0.5, 0.5]

  let isPeriodic: Bool
  let dataType: DataType
}
