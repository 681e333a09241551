/// The root of the sum of squares over axes: <https://onnx.ai/onnx/operators/onnx__ReduceL2.html>.
struct ReduceL2Kernel: ReductionKernel {
  static let operatorType = "ReduceL2"
  static let versions: [Int: ReductionForm] = [
    1: .attribute, 11: .attribute, 13: .attribute, 18: .input,
  ]
  static let steps = ReductionSteps(before: .square, .sum, after: .squareRoot)
  let axes: ReductionAxes
}
