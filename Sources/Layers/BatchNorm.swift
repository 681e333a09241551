import Arrays
import Tensors

/// Batch normalisation of (N, C, …) by channel (Ioffe & Szegedy, "Batch normalization", 2015): by the
/// batch in training mode, which also updates the running statistics, and by these in evaluation.
public struct BatchNorm: Layer, NamingParameters {
  /// The scales, (C).
  public let weight: Parameter
  /// The offsets, (C).
  public let bias: Parameter
  /// The running means, (C).
  public let runningMean: Parameter
  /// The running unbiased variances, (C).
  public let runningVariance: Parameter
  /// The number of batches that the statistics were made from, int64 without axes.
  public let batchCount: Parameter
  /// Added to the variances.
  public let epsilon: Double
  /// How far a batch moves the running statistics.
  public let momentum: Double

  /// PyTorch's names.
  public static let parameterNames = [
    "runningMean": "running_mean", "runningVariance": "running_var",
    "batchCount": "num_batches_tracked",
  ]

  /// Creates a layer that changes nothing yet: scales 1, offsets 0, means 0, variances 1.
  public init(_ channels: Int, epsilon: Double = 1e-5, momentum: Double = 0.1) {
    func constant(_ value: Float, isTrainable: Bool = true) -> Parameter {
      Parameter(
        NDArray(Array(repeating: value, count: channels)), isTrainable: isTrainable)
    }
    weight = constant(1)
    bias = constant(0)
    runningMean = constant(0, isTrainable: false)
    runningVariance = constant(1, isTrainable: false)
    batchCount = Parameter(NDArray(scalar: Int64(0)), isTrainable: false)
    self.epsilon = epsilon
    self.momentum = momentum
  }

  /// Normalises `input`, (N, C, …).
  public func callAsFunction(_ input: Tensor) -> Tensor {
    if Mode.current == .evaluation {
      return input.batchNorm(
        weight: weight.value, bias: bias.value, mean: runningMean.value,
        variance: runningVariance.value, epsilon: epsilon)
    }
    let elements = input.count / max(1, weight.count)
    precondition(
      elements > 1, "one element a channel has no variance: training on shape \(input.shape)")
    let (output, mean, variance) = input.batchNorm(
      weight: weight.value, bias: bias.value, epsilon: epsilon)
    let correction = Double(elements) / Double(elements - 1)
    move(runningMean, to: mean.detached())
    move(runningVariance, to: variance.detached() * correction)
    batchCount.array = batchCount.array.map(Int64.self) { $0 + 1 }
    return output
  }

  private func move(_ statistic: Parameter, to value: Tensor) {
    let old = Tensor(statistic.array)
    statistic.array = (old + (value - old) * momentum).array
  }
}
