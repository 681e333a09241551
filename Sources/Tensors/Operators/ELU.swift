import Arrays
import ONNX

// y = x where x > 0, a (exp(x) − 1) elsewhere (Clevert, Unterthiner, Hochreiter 2016)
// https://onnx.ai/onnx/operators/onnx__Elu.html, versions 6 and 22.

extension Tensor {
  /// Every element where it is positive, `alpha` times exp(x) − 1 elsewhere.
  public func elu(alpha: Double = 1) -> Tensor {
    Tensor.apply(ELU(alpha: alpha), self)
  }
}

struct ELU: UnaryOperator {
  let alpha: Double

  func forward(_ x: NDArray) -> NDArray {
    let negative = x.clamped(minimum: nil, maximum: 0).applying(.exponentialMinusOne)
    let scaled = negative.combining(.multiply, Tensor(alpha, negative.dataType).array)
    return x.applying(.relu).combining(.add, scaled)
  }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    upstream * .where(inputs[0] .> 0, Tensor(1, upstream.dataType), output + alpha)
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    builder.append("Elu", inputs, attributes: ["alpha": .float(Float(alpha))])
  }
}
