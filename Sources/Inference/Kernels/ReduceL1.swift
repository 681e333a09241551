/// The sum of magnitudes over axes: <https://onnx.ai/onnx/operators/onnx__ReduceL1.html>.
struct ReduceL1Kernel: ReductionKernel {
  static let operatorType = "ReduceL1"
  static let versions: [Int: ReductionForm] = [
    1: .attribute, 11: .attribute, 13: .attribute, 18: .input,
  ]
  static let steps = ReductionSteps(before: .absolute, .sum)
  let axes: ReductionAxes
}
