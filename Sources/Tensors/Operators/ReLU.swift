import Arrays
import ONNX

// y = max(x, 0)
// https://onnx.ai/onnx/operators/onnx__Relu.html, versions 6, 13 and 14.

extension Tensor {
  /// Every element where it is positive, 0 elsewhere.
  public func relu() -> Tensor { Tensor.apply(ReLU(), [self]) }
}

struct ReLU: Operator {
  func outputShape(_ inputs: [[Int]]) -> [Int] { inputs[0] }

  func forward(_ inputs: [NDArray]) -> NDArray { inputs[0].applying(.relu) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: [Tensor], output: Tensor
  ) -> Tensor? {
    upstream.gated(by: inputs[0])
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value { builder.append("Relu", inputs) }
}
