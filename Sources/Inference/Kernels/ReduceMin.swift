/// The smallest element over axes: <https://onnx.ai/onnx/operators/onnx__ReduceMin.html>.
struct ReduceMinKernel: ReductionKernel {
  static let operatorType = "ReduceMin"
  static let versions: [Int: ReductionForm] = [
    1: .attribute, 11: .attribute, 12: .attribute, 13: .attribute, 18: .input, 20: .input,
  ]
  static let steps = ReductionSteps(.minimum)
  let axes: ReductionAxes
}
