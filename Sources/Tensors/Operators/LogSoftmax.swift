import Arrays
import ONNX

// y = x − log Σ exp(x) over an axis
// https://onnx.ai/onnx/operators/onnx__LogSoftmax.html, versions 1, 11 and 13; before 13, over all axes from
// one on.

extension Tensor {
  /// The logarithm of softmax, without overflow and without losing small probabilities.
  public func logSoftmax(axis: Int = -1) -> Tensor {
    Tensor.apply(LogSoftmax(axis: resolved(axis)), [self])
  }
}

struct LogSoftmax: Operator {
  let axis: Int

  func outputShape(_ inputs: InputShapes) -> [Int] { inputs[0] }

  func forward(_ inputs: InputArrays) -> NDArray {
    inputs[0].softmax(axis: axis, isLogarithm: true)
  }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    upstream - output.exp() * upstream.sum(axes: [axis], keepingAxes: true)
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    builder.softmax("LogSoftmax", inputs[0], axis: axis)
  }
}
