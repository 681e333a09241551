import Arrays
import ONNX

// y = max(x, 0) − x t + log(1 + exp(−|x|)) for logits x and targets t, or its sum
// No ONNX operator: Relu, Mul, Sub, Abs, Neg, Softplus, Add and ReduceSum.

extension Tensor {
  /// Binary cross-entropy of these logits against targets in 0…1 of the same shape, in nats.
  ///
  /// It is computed from logits because the logarithm of a probability near 0 or 1 loses its digits.
  public func binaryCrossEntropy(targets: Tensor, reduction: Reduction = .mean) -> Tensor {
    let isSummed = reduction != .none
    let loss = Tensor.apply(BinaryCrossEntropy(isSummed: isSummed), [self, targets])
    return reduction == .mean ? loss / Double(Swift.max(1, count)) : loss
  }
}

struct BinaryCrossEntropy: Operator {
  let isSummed: Bool

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    guard inputs[0] == inputs[1] else {
      throw ShapeError("logits of shape \(inputs[0]) and targets of shape \(inputs[1])")
    }
    return isSummed ? [] : inputs[0]
  }

  func forward(_ inputs: InputArrays) -> NDArray {
    isSummed
      ? inputs[0].binaryCrossEntropySum(targets: inputs[1])
      : inputs[0].binaryCrossEntropy(targets: inputs[1])
  }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    index == 0 ? (inputs[0].sigmoid() - inputs[1]) * upstream : -inputs[0] * upstream
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    let (x, t) = (inputs[0], inputs[1])
    let linear = builder.append(
      "Sub", [builder.append("Relu", [x]), builder.append("Mul", [x, t])])
    let distance = builder.append("Neg", [builder.append("Abs", [x])])
    let loss = builder.append("Add", [linear, builder.append("Softplus", [distance])])
    return isSummed
      ? builder.reduce(
        "ReduceSum", loss, Array(x.shape.indices), false, axesAreInputFrom: 13, type: type)
      : loss
  }
}
