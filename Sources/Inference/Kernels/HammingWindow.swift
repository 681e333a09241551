import Arrays

/// A raised cosine on a pedestal for spectra:
/// <https://onnx.ai/onnx/operators/onnx__HammingWindow.html>.
struct HammingWindowKernel: WindowFunction {
  static let operatorType = "HammingWindow"
  static let versions: [Int: OneForm] = [17: OneForm()]
  static let coefficients = [25.0 / 46, 21.0 / 46]

  let isPeriodic: Bool
  let dataType: DataType
}
