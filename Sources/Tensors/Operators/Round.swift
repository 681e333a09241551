import Arrays
import ONNX

// y = the nearest integer; of two, the even one
// https://onnx.ai/onnx/operators/onnx__Round.html, versions 11 and 22; before, Floor and
// what it leaves.

extension Tensor {
  /// The integer nearest to each element, halves to the even one; its gradient is 0.
  public func round() -> Tensor { Tensor.apply(Round(), self) }
}

struct Round: UnaryOperator {
  func forward(_ x: NDArray) -> NDArray { x.applying(.round) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    nil
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    if builder.opset >= 11 { return builder.append("Round", inputs) }
    let x = inputs[0]
    let half = builder.scalar(0.5, like: x)
    let bool = GraphBuilder.ValueType(.bool, x.shape)
    let floor = builder.append("Floor", [x])
    let rest = builder.append("Sub", [x, floor])
    let isAbove = builder.append("Greater", [rest, half], type: bool)
    let isBelow = builder.append("Less", [rest, half], type: bool)
    // floor / 2 leaves a half where floor is odd.
    let halved = builder.append("Mul", [floor, half])
    let parity = builder.append("Sub", [halved, builder.append("Floor", [halved])])
    let isOdd = builder.append(
      "Greater", [parity, builder.scalar(0.25, like: x)], type: bool)
    let isTie = builder.append("And", [builder.append("Not", [isBelow]), isOdd])
    let goesUp = builder.append("Or", [isAbove, isTie])
    return builder.append("Add", [floor, builder.cast(goesUp, to: x.type.elementType)])
  }
}
