import Arrays
import ONNX

// y = 1 / (1 + exp(−x))
// https://onnx.ai/onnx/operators/onnx__Sigmoid.html, versions 6 and 13.

extension Tensor {
  /// The logistic function of every element.
  public func sigmoid() -> Tensor { Tensor.apply(Sigmoid(), [self]) }
}

struct Sigmoid: Operator {
  func outputShape(_ inputs: [[Int]]) -> [Int] { inputs[0] }

  func forward(_ inputs: [NDArray]) -> NDArray { inputs[0].applying(.sigmoid) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: [Tensor], output: Tensor
  ) -> Tensor? {
    upstream * output * (1 - output)
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value { builder.append("Sigmoid", inputs) }
}
