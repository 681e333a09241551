import Arrays
import ONNX

// y = Σ x over axes
// https://onnx.ai/onnx/operators/onnx__ReduceSum.html, versions 1, 11 and 13; axes are an input from 13 on.

extension Tensor {
  /// The sum over `axes` (all by default), which keep extent 1 when `keepingAxes`.
  public func sum(axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    let axes = axes?.map(resolved) ?? Array(shape.indices)
    return axes.isEmpty
      ? self : Tensor.apply(Sum(axes: axes.sorted(), keepingAxes: keepingAxes), [self])
  }
}

struct Sum: Operator {
  let axes: [Int]
  let keepingAxes: Bool

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    try reducedShape(inputs[0], axes, keepingAxes)
  }

  func forward(_ inputs: InputArrays) -> NDArray {
    inputs[0].sum(axes: axes, keepingAxes: keepingAxes)
  }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    let g = upstream.reshaped(to: inputs[0].array.reducedShape(axes, true))
    return g.expanded(to: inputs[0].shape)
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    builder.reduce("ReduceSum", inputs[0], axes, keepingAxes, axesAreInputFrom: 13, type: type)
  }
}
