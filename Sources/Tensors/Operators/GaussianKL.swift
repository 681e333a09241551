import Arrays
import ONNX

// y = −½ Σ (1 + log σ² − μ² − σ²): the divergence of N(μ, σ²) from N(0, 1) (Kingma & Welling 2014,
// appendix B), per element or summed
// No ONNX operator: Mul, Exp, Add, Sub and ReduceSum.

extension Tensor {
  /// The Kullback–Leibler divergence of normal distributions from the standard one, in nats.
  ///
  /// - Parameters:
  ///   - mean: The means.
  ///   - logVariance: The logarithms of the variances, of the same shape.
  ///   - reduction: How the elements' divergences are put together.
  public static func gaussianKL(
    mean: Tensor, logVariance: Tensor, reduction: Reduction = .sum
  ) -> Tensor {
    apply(GaussianKL(), [mean, logVariance]).reduced(by: reduction)
  }
}

struct GaussianKL: Operator {
  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    guard inputs[0] == inputs[1] else {
      throw ShapeError("means of shape \(inputs[0]) and variances of shape \(inputs[1])")
    }
    return inputs[0]
  }

  func forward(_ inputs: InputArrays) -> NDArray {
    let one = Tensor(1, inputs[0].dataType).array
    let half = Tensor(0.5, inputs[0].dataType).array
    return inputs[0].applying(.square).combining(.add, inputs[1].applying(.exponential))
      .combining(.subtract, inputs[1]).combining(.subtract, one).combining(.multiply, half)
  }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    index == 0 ? upstream * inputs[0] : upstream * 0.5 * (inputs[1].exp() - 1)
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    let (mean, logVariance) = (inputs[0], inputs[1])
    let moments = builder.append(
      "Add", [builder.append("Mul", [mean, mean]), builder.append("Exp", [logVariance])])
    let excess = builder.append(
      "Sub", [builder.append("Sub", [moments, logVariance]), builder.scalar(1, like: mean)])
    return builder.append("Mul", [excess, builder.scalar(0.5, like: mean)])
  }
}
