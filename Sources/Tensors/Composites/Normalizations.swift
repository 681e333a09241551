extension Tensor {
  /// Batch normalisation of (N, C, …) by the batch's own statistics, as in training
  /// (Ioffe & Szegedy, "Batch normalization", 2015).
  ///
  /// - Parameters:
  ///   - weight: Scales, (C); ones when nil.
  ///   - bias: Offsets, (C); zeros when nil.
  ///   - epsilon: Added to the variances.
  /// - Returns: The result, and the mean and the biased variance of each channel, (C).
  public func batchNorm(
    weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Double = 1e-5
  ) -> (output: Tensor, mean: Tensor, variance: Tensor) {
    if rank < 2 { fatalError("batch normalisation of shape \(shape)") }
    let elements = Double(Swift.max(1, shape[1] == 0 ? 1 : count / shape[1]))
    let mean = summedOverPlaces() / elements
    let centred = self - perChannel(mean)
    let variance = (centred * centred).summedOverPlaces() / elements
    var scale = 1 / (variance + epsilon).sqrt()
    if let weight { scale = scale * weight }
    let output = centred * perChannel(scale)
    return (bias.map { output + perChannel($0) } ?? output, mean, variance)
  }

  /// Layer normalisation over the last `axes` axes (Ba, Kiros & Hinton, 2016).
  ///
  /// - Parameters:
  ///   - axes: How many axes each mean and variance is over.
  ///   - weight: Scales, of these axes' shape.
  ///   - bias: Offsets, of these axes' shape.
  ///   - epsilon: Added to the variances.
  public func layerNorm(
    axes: Int = 1, weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Double = 1e-5
  ) -> Tensor {
    checkNormalized(axes, [weight, bias])
    let normalized = standardized(over: Array(rank - axes..<rank), epsilon)
    return normalized.scaled(weight, bias)
  }

  /// Root-mean-square normalisation over the last `axes` axes (Zhang & Sennrich, 2019).
  public func rmsNorm(axes: Int = 1, weight: Tensor? = nil, epsilon: Double = 1e-5) -> Tensor {
    checkNormalized(axes, [weight])
    let meanSquare = (self * self).mean(axes: Array(rank - axes..<rank), keepingAxes: true)
    return (self / (meanSquare + epsilon).sqrt()).scaled(weight, nil)
  }

  /// Group normalisation of (N, C, …): each image's channels in `groups` groups (Wu & He, 2018).
  ///
  /// - Parameters:
  ///   - groups: How many groups; a divisor of C.
  ///   - weight: Scales, (C).
  ///   - bias: Offsets, (C).
  ///   - epsilon: Added to the variances.
  public func groupNorm(
    groups: Int, weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Double = 1e-5
  ) -> Tensor {
    if rank < 2 || groups < 1 || shape[1] % groups != 0 {
      fatalError("group normalisation of shape \(shape) in \(groups) groups")
    }
    let members = shape[1...].reduce(1, *) / groups
    let grouped = reshaped(to: [shape[0], groups, members])
    let normalized = grouped.standardized(over: [2], epsilon).reshaped(to: shape)
    return normalized.scaled(weight.map(perChannel), bias.map(perChannel))
  }

  /// Instance normalisation of (N, C, …): each channel of each image by itself (Ulyanov et al.,
  /// 2016).
  public func instanceNorm(
    weight: Tensor? = nil, bias: Tensor? = nil, epsilon: Double = 1e-5
  ) -> Tensor {
    if rank < 3 { fatalError("instance normalisation of shape \(shape)") }
    return groupNorm(groups: Swift.max(1, shape[1]), weight: weight, bias: bias, epsilon: epsilon)
  }

  /// Mean 0 and variance 1 over `axes`.
  private func standardized(over axes: [Int], _ epsilon: Double) -> Tensor {
    let centred = self - mean(axes: axes, keepingAxes: true)
    let variance = (centred * centred).mean(axes: axes, keepingAxes: true)
    return centred / (variance + epsilon).sqrt()
  }

  private func scaled(_ weight: Tensor?, _ bias: Tensor?) -> Tensor {
    let scaled = weight.map { self * $0 } ?? self
    return bias.map { scaled + $0 } ?? scaled
  }

  private func checkNormalized(_ axes: Int, _ tensors: [Tensor?]) {
    let tail = Array(shape.suffix(axes))
    if axes < 1 || axes > rank || tensors.contains(where: { $0.map { $0.shape != tail } ?? false })
    {
      fatalError(
        "normalising the last \(axes) axes of shape \(shape) with \(tensors.map { $0?.shape })")
    }
  }
}
