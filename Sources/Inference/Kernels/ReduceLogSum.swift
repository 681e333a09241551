/// The logarithm of the sum over axes: <https://onnx.ai/onnx/operators/onnx__ReduceLogSum.html>.
struct ReduceLogSumKernel: ReductionKernel {
  static let operatorType = "ReduceLogSum"
  static let versions: [Int: ReductionForm] = [
    1: .attribute, 11: .attribute, 13: .attribute, 18: .input, 28: .floatingPointInput,
  ]
  static let steps = ReductionSteps(.sum, after: .logarithm)
  let axes: ReductionAxes
}
