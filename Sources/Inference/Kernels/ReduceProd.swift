/// The product over axes: <https://onnx.ai/onnx/operators/onnx__ReduceProd.html>.
struct ReduceProdKernel: ReductionKernel {
  static let operatorType = "ReduceProd"
  static let versions: [Int: ReductionForm] = [
    1: .attribute, 11: .attribute, 13: .attribute, 18: .input,
  ]
  static let steps = ReductionSteps(.product)
  let axes: ReductionAxes
}
