import Arrays
import ONNX

// y = a where x > 0, else 0: the derivative of ReLU times a, 0 where it has none.
// https://onnx.ai/onnx/operators/onnx__Greater.html, versions 7, 9 and 13, then a Cast and a Mul.

extension Tensor {
  /// These elements where those of `gates`, of the same shape, are positive; 0 elsewhere.
  public func gated(by gates: Tensor) -> Tensor { Tensor.apply(Gate(), [self, gates]) }
}

struct Gate: Operator {
  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    guard inputs[0] == inputs[1] else {
      throw ShapeError("elements of shape \(inputs[0]) and gates of shape \(inputs[1])")
    }
    return inputs[0]
  }

  func forward(_ inputs: InputArrays) -> NDArray { inputs[0].combining(.gate, inputs[1]) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    index == 0 ? upstream.gated(by: inputs[1]) : nil
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) throws -> GraphBuilder.Value {
    builder.append("Mul", [inputs[0], try builder.apply(Step(), [inputs[1]])], type: type)
  }
}
