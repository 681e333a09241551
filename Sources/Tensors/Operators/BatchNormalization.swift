import Arrays
import ONNX

// y = weight (x − mean) / √(variance + ε) + bias, by channel
// https://onnx.ai/onnx/operators/onnx__BatchNormalization.html, versions 7, 9, 14 and 15.

extension Tensor {
  /// Batch normalisation of (N, C, …) by statistics given for each channel, as in evaluation
  /// (Ioffe & Szegedy, "Batch normalization", 2015).
  ///
  /// - Parameters:
  ///   - weight: Scales, (C).
  ///   - bias: Offsets, (C).
  ///   - mean: Means, (C).
  ///   - variance: Variances, (C).
  ///   - epsilon: Added to the variances.
  public func batchNorm(
    weight: Tensor, bias: Tensor, mean: Tensor, variance: Tensor, epsilon: Double = 1e-5
  ) -> Tensor {
    Tensor.apply(BatchNormalization(epsilon: epsilon), [self, weight, bias, mean, variance])
  }
}

struct BatchNormalization: Operator {
  let epsilon: Double

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    guard inputs[0].count >= 2, inputs.dropFirst().allSatisfy({ $0 == [inputs[0][1]] }) else {
      throw ShapeError(
        "shape \(inputs[0]) with weight, bias, mean and variance of shapes \(inputs[1...])")
    }
    return inputs[0]
  }

  func forward(_ inputs: InputArrays) -> NDArray {
    let inverse = Self.inverseDeviation(inputs[4], epsilon)
    let scale = inputs[1].combining(.multiply, inverse)
    let x = inputs[0]
    return x.combining(.subtract, x.perChannel(inputs[3]))
      .combining(.multiply, x.perChannel(scale)).combining(.add, x.perChannel(inputs[2]))
  }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    let (x, weight, variance) = (inputs[0], inputs[1], inputs[4])
    let inverse = 1 / (variance + epsilon).sqrt()
    switch index {
    case 0: return upstream * x.perChannel(weight * inverse)
    case 1: return (upstream * (x - x.perChannel(inputs[3]))).summedOverPlaces() * inverse
    case 2: return upstream.summedOverPlaces()
    case 3: return -upstream.summedOverPlaces() * weight * inverse
    default:
      let sum = (upstream * (x - x.perChannel(inputs[3]))).summedOverPlaces()
      return sum * weight * inverse * inverse * inverse * -0.5
    }
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    builder.append(
      "BatchNormalization", inputs, attributes: ["epsilon": .float(Float(epsilon))], type: type)
  }

  private static func inverseDeviation(_ variance: NDArray, _ epsilon: Double) -> NDArray {
    variance.combining(.add, Tensor(epsilon, variance.dataType).array)
      .applying(.squareRoot).applying(.reciprocal)
  }
}

extension NDArray {
  /// A number for each channel, shaped so that it broadcasts over this array (N, C, …).
  fileprivate func perChannel(_ numbers: NDArray) -> NDArray {
    numbers.reshaped([numbers.count] + Array(repeating: 1, count: rank - 2))
  }
}

extension Tensor {
  /// A number for each channel, shaped so that it broadcasts over this tensor (N, C, …).
  func perChannel(_ numbers: Tensor) -> Tensor {
    numbers.reshaped(to: [numbers.count] + Array(repeating: 1, count: rank - 2))
  }
}
