/// The mean over axes: <https://onnx.ai/onnx/operators/onnx__ReduceMean.html>.
struct ReduceMeanKernel: ReductionKernel {
  static let operatorType = "ReduceMean"
  static let versions: [Int: ReductionForm] = [
    1: .attribute, 11: .attribute, 13: .attribute, 18: .input,
  ]
  static let steps = ReductionSteps(.mean)
  let axes: ReductionAxes
}
