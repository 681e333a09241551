import Arrays
import ONNX

// y = x where x > 0, a x elsewhere
// https://onnx.ai/onnx/operators/onnx__LeakyRelu.html, versions 6 and 16.

extension Tensor {
  /// Every element where it is positive, `slope` times it elsewhere.
  public func leakyRelu(slope: Double = 0.01) -> Tensor {
    Tensor.apply(LeakyReLU(slope: slope), self)
  }
}

struct LeakyReLU: UnaryOperator {
  let slope: Double

  func forward(_ x: NDArray) -> NDArray {
    x.leakyReLU(slope: slope)
  }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    let one = Tensor(1, upstream.dataType)
    return upstream * .where(inputs[0] .> 0, one, slope * one)
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    builder.append("LeakyRelu", inputs, attributes: ["alpha": .float(Float(slope))])
  }
}
