import Arrays
import ONNX

// y = Σ x / n over axes
// https://onnx.ai/onnx/operators/onnx__ReduceMean.html, versions 1, 11, 13 and 18; axes are an input from 18 on.

extension Tensor {
  /// The mean over `axes` (all by default), which keep extent 1 when `keepingAxes`.
  public func mean(axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    let axes = axes?.map(resolved) ?? Array(shape.indices)
    return axes.isEmpty
      ? self : Tensor.apply(Mean(axes: axes.sorted(), keepingAxes: keepingAxes), [self])
  }
}

struct Mean: Operator {
  let axes: [Int]
  let keepingAxes: Bool

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    try reducedShape(inputs[0], axes, keepingAxes)
  }

  func forward(_ inputs: InputArrays) -> NDArray {
    let sum = inputs[0].sum(axes: axes, keepingAxes: keepingAxes)
    return sum.combining(.divide, Tensor(reducedCount(inputs[0].shape), sum.dataType).array)
  }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    let g = upstream.reshaped(to: inputs[0].array.reducedShape(axes, true))
    return g.expanded(to: inputs[0].shape) / reducedCount(inputs[0].shape)
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    builder.reduce("ReduceMean", inputs[0], axes, keepingAxes, axesAreInputFrom: 18, type: type)
  }

  /// How many elements each mean is over.
  private func reducedCount(_ shape: [Int]) -> Double {
    Double(axes.reduce(1) { $0 * shape[$1] })
  }
}
