/// The sum over axes: <https://onnx.ai/onnx/operators/onnx__ReduceSum.html>.
struct ReduceSumKernel: ReductionKernel {
  static let operatorType = "ReduceSum"
  static let versions: [Int: ReductionForm] = [1: .attribute, 11: .attribute, 13: .input]
  static let steps = ReductionSteps(.sum)
  let axes: ReductionAxes
}
