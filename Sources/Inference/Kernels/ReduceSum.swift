import Arrays
import Executing

/// The sum over axes: <https://onnx.ai/onnx/operators/onnx__ReduceSum.html>.
struct ReduceSumKernel: ReductionKernel {
  static let operatorType = "ReduceSum"
  static let versions: [Int: ReductionForm] = [1: .attribute, 11: .attribute, 13: .input]
  static let reduction = Reduction.sum
  let axes: ReductionAxes
}
