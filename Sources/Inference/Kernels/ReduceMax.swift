/// The largest element over axes: <https://onnx.ai/onnx/operators/onnx__ReduceMax.html>.
struct ReduceMaxKernel: ReductionKernel {
  static let operatorType = "ReduceMax"
  static let versions: [Int: ReductionForm] = [
    1: .attribute, 11: .attribute, 12: .attribute, 13: .attribute, 18: .input, 20: .input,
  ]
  static let steps = ReductionSteps(.maximum)
  let axes: ReductionAxes
}
