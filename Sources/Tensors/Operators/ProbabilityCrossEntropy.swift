import Arrays
import ONNX

// y = −t log p − (1 − t) log(1 − p) for probabilities p and targets t, logarithms at least −100
// No ONNX operator: Log, Clip, Mul, Sub, Add and Neg.

extension Tensor {
  /// Binary cross-entropy of probabilities against targets in 0…1 of the same shape, in nats.
  ///
  /// Logarithms count as −100 at least, so that the loss is finite at 0 and 1. Where there are logits,
  /// `binaryCrossEntropy(targets:reduction:)` keeps more digits.
  public static func binaryCrossEntropy(
    probabilities: Tensor, targets: Tensor, reduction: Reduction = .mean
  ) -> Tensor {
    apply(ProbabilityCrossEntropy(), [probabilities, targets]).reduced(by: reduction)
  }
}

struct ProbabilityCrossEntropy: Operator {
  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    guard inputs[0] == inputs[1] else {
      throw ShapeError("probabilities of shape \(inputs[0]) and targets of shape \(inputs[1])")
    }
    return inputs[0]
  }

  func forward(_ inputs: InputArrays) -> NDArray {
    let (p, t) = (inputs[0], inputs[1])
    let one = Tensor(1, p.dataType).array
    let yes = p.applying(.logarithm).clamped(minimum: -100, maximum: nil)
    let no = p.applying(.negate).applying(.logarithmOfOnePlus)
      .clamped(minimum: -100, maximum: nil)
    return t.combining(.multiply, yes)
      .combining(.add, one.combining(.subtract, t).combining(.multiply, no)).applying(.negate)
  }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    let (p, t) = (inputs[0], inputs[1])
    if index == 0 { return upstream * (p - t) / (p * (1 - p)).clamp(min: 1e-12) }
    return upstream * ((-p).log1p().clamp(min: -100) - p.log().clamp(min: -100))
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    let one = builder.scalar(1, like: inputs[0])
    let terms = [false, true].map { isComplement in
      let (p, t) = (
        isComplement ? builder.append("Sub", [one, inputs[0]], type: type) : inputs[0],
        isComplement ? builder.append("Sub", [one, inputs[1]], type: type) : inputs[1]
      )
      return builder.append(
        "Mul", [t, builder.clip(builder.append("Log", [p]), minimum: -100)])
    }
    return builder.append("Neg", [builder.append("Add", terms)])
  }
}
