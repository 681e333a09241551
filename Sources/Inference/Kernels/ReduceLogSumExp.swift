/// The logarithm of the sum of exponentials over axes: <https://onnx.ai/onnx/operators/onnx__ReduceLogSumExp.html>.
struct ReduceLogSumExpKernel: ReductionKernel {
  static let operatorType = "ReduceLogSumExp"
  static let versions: [Int: ReductionForm] = [
    1: .attribute, 11: .attribute, 13: .attribute, 18: .input, 28: .floatingPointInput,
  ]
  static let steps = ReductionSteps(.logSumExp)
  let axes: ReductionAxes
}
