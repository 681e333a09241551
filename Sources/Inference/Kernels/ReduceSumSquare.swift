/// The sum of squares over axes: <https://onnx.ai/onnx/operators/onnx__ReduceSumSquare.html>.
struct ReduceSumSquareKernel: ReductionKernel {
  static let operatorType = "ReduceSumSquare"
  static let versions: [Int: ReductionForm] = [
    1: .attribute, 11: .attribute, 13: .attribute, 18: .input,
  ]
  static let steps = ReductionSteps(before: .square, .sum)
  let axes: ReductionAxes
}
