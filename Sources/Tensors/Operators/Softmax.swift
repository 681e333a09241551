import Arrays
import ONNX

// y = exp(x) / Σ exp(x) over an axis
// https://onnx.ai/onnx/operators/onnx__Softmax.html, versions 1, 11 and 13; before 13, over all axes from
// one on.

extension Tensor {
  /// Probabilities with the ratios of exp(x) along `axis`, without overflow.
  public func softmax(axis: Int = -1) -> Tensor {
    Tensor.apply(Softmax(axis: resolved(axis)), [self])
  }
}

struct Softmax: Operator {
  let axis: Int

  func outputShape(_ inputs: InputShapes) -> [Int] { inputs[0] }

  func forward(_ inputs: InputArrays) -> NDArray { inputs[0].softmax(axis: axis) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    output * (upstream - (output * upstream).sum(axes: [axis], keepingAxes: true))
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    builder.softmax("Softmax", inputs[0], axis: axis)
  }
}
