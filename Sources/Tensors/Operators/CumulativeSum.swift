import Arrays
import ONNX

// yₖ = Σ xⱼ over j ≤ k along an axis, or over j ≥ k
// https://onnx.ai/onnx/operators/onnx__CumSum.html, versions 11 and 14; a product with a triangle of
// ones before.

extension Tensor {
  /// The sum of each element and all before it along `axis`, or all after it when `reversed`.
  public func cumulativeSum(axis: Int, reversed: Bool = false) -> Tensor {
    Tensor.apply(CumulativeSum(axis: resolved(axis), isReversed: reversed), [self])
  }
}

struct CumulativeSum: Operator {
  let axis: Int
  let isReversed: Bool

  func outputShape(_ inputs: InputShapes) -> [Int] { inputs[0] }

  func forward(_ inputs: InputArrays) -> NDArray {
    inputs[0].cumulativeSum(axis: axis, reversed: isReversed)
  }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? { upstream.cumulativeSum(axis: axis, reversed: !isReversed) }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) throws -> GraphBuilder.Value {
    if builder.opset >= 11 {
      let axis = builder.constant(TensorValue(NDArray(scalar: Int64(axis))))
      return builder.append(
        "CumSum", [inputs[0], axis], attributes: isReversed ? ["reverse": .int(1)] : [:],
        type: type)
    }
    guard type.elementType != .int64 else {
      throw LoweringError(
        operation: "CumulativeSum of int64", opset: builder.opset, lowestOpset: 11)
    }
    return try builder.compose(inputs) { inputs in
      let x = inputs[0]
      let ones = NDArray.filled([x.shape[axis], x.shape[axis]], with: Float(1))
      let triangle = ones.triangle(isUpper: !isReversed, diagonal: 0).cast(to: x.dataType)
      let sums = x.transposed(axis, -1).matmul(Tensor(triangle))
      return sums.transposed(axis, -1)
    }
  }
}
