import Arrays
import ONNX

// y = log Σ exp x over axes
// https://onnx.ai/onnx/operators/onnx__ReduceLogSumExp.html, versions 1, 11, 13 and 18; axes are an
// input from 18 on.

extension Tensor {
  /// The logarithm of the sum of exponentials over `axes` (all by default), which keep extent 1 when
  /// `keepingAxes`, without overflow.
  public func logSumExp(axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    let axes = axes?.map(resolved) ?? Array(shape.indices)
    return axes.isEmpty
      ? self : Tensor.apply(LogSumExp(axes: axes.sorted(), keepingAxes: keepingAxes), [self])
  }
}

struct LogSumExp: Operator {
  let axes: [Int]
  let keepingAxes: Bool

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    try reducedShape(inputs[0], axes, keepingAxes)
  }

  func forward(_ inputs: InputArrays) -> NDArray {
    inputs[0].logSumExp(axes: axes, keepingAxes: keepingAxes)
  }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    // The softmax from shifted exponentials: exp(x − y) would lose the digits that a large y lacks.
    let exponentials = (inputs[0] - Tensor(inputs[0].array.exponentShift(axes: axes))).exp()
    let g = upstream.reshaped(to: inputs[0].array.reducedShape(axes, true))
    return g * (exponentials / exponentials.sum(axes: axes, keepingAxes: true))
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    builder.reduce(
      "ReduceLogSumExp", inputs[0], axes, keepingAxes, axesAreInputFrom: 18, type: type)
  }
}
