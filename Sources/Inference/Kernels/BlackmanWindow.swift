import Arrays

/// A sum of two cosines for spectra: <https://onnx.ai/onnx/operators/onnx__BlackmanWindow.html>.
struct BlackmanWindowKernel: WindowFunction {
  static let operatorType = "BlackmanWindow"
  static let versions: [Int: OneForm] = [17: OneForm()]
  static let coefficients = [0.42, 0.5, 0.08]

  let isPeriodic: Bool
  let dataType: DataType
}
