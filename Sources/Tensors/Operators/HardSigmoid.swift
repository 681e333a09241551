import Arrays
import ONNX

// y = min(max(x / 6 + 1 / 2, 0), 1)
// https://onnx.ai/onnx/operators/onnx__HardSigmoid.html, versions 6 and 22.

extension Tensor {
  /// A logistic function made of lines: 0 up to −3, 1 from 3 on, straight between.
  public func hardSigmoid() -> Tensor {
    Tensor.apply(HardSigmoid(), self)
  }
}

struct HardSigmoid: UnaryOperator {

  func forward(_ x: NDArray) -> NDArray {
    let slope = Tensor(1.0 / 6, x.dataType).array
    return x.combining(.add, Tensor(3, x.dataType).array)
      .combining(.multiply, slope).clamped(minimum: 0, maximum: 1)
  }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    upstream * (3 - inputs[0].abs()).step() * (1.0 / 6)
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    builder.append(
      "HardSigmoid", inputs, attributes: ["alpha": .float(1.0 / 6), "beta": .float(0.5)])
  }
}
