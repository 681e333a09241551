import Arrays

extension Tensor {
  /// The squared difference from targets of the same shape.
  public func squaredError(targets: Tensor, reduction: Reduction = .mean) -> Tensor {
    difference(from: targets).square().reduced(by: reduction)
  }

  /// The absolute difference from targets of the same shape.
  public func absoluteError(targets: Tensor, reduction: Reduction = .mean) -> Tensor {
    difference(from: targets).abs().reduced(by: reduction)
  }

  /// Half the squared difference from targets of the same shape up to `delta`, and the line that
  /// continues it beyond (Huber 1964).
  public func huberLoss(
    targets: Tensor, delta: Double = 1, reduction: Reduction = .mean
  ) -> Tensor {
    precondition(delta > 0, "a Huber loss with delta \(delta)")
    let difference = difference(from: targets)
    let bounded = difference.clamp(min: -delta, max: delta)
    return (bounded * (difference - 0.5 * bounded)).reduced(by: reduction)
  }

  /// Cross-entropy of these logits against classes, in nats: the negative logarithm of the
  /// probability that softmax gives to each target.
  ///
  /// - Parameters:
  ///   - targets: int64 classes (n, …) for logits (n, classes, …); one class without axes for logits
  ///     (classes).
  ///   - reduction: How the elements' losses are put together.
  public func crossEntropy(targets: Tensor, reduction: Reduction = .mean) -> Tensor {
    logSoftmax(axis: classAxis).negativeLogLikelihood(targets: targets, reduction: reduction)
  }

  /// The negative of the logarithm of a probability that each target selects.
  ///
  /// - Parameters:
  ///   - targets: int64 classes (n, …) for logarithms (n, classes, …); one class without axes for
  ///     logarithms (classes).
  ///   - reduction: How the elements' losses are put together.
  public func negativeLogLikelihood(targets: Tensor, reduction: Reduction = .mean) -> Tensor {
    let axis = classAxis
    var (examples, kept) = (shape, Array(repeating: 1, count: rank))
    let count = examples.remove(at: axis)
    kept[axis] = count
    if targets.shape != examples {
      fatalError("classes of shape \(targets.shape) for logarithms of shape \(shape)")
    }
    for target in targets.scalars(Int64.self) where !(0..<Int64(count)).contains(target) {
      fatalError("class \(target) where there are \(count)")
    }
    let numbers = Tensor((0..<Int64(count)).map { $0 }, shape: kept)
    let isTarget = targets.unsqueezed(axis: axis) .== numbers
    let chosen = Tensor.where(isTarget, self, Tensor(0, dataType))
    return (-chosen.sum(axes: [axis])).reduced(by: reduction)
  }

  /// Where classes lie: the second axis, after that of the examples, or the only one.
  private var classAxis: Int {
    if rank == 0 { fatalError("logits without axes") }
    return rank == 1 ? 0 : 1
  }

  private func difference(from targets: Tensor) -> Tensor {
    if shape != targets.shape {
      fatalError("predictions of shape \(shape) and targets of shape \(targets.shape)")
    }
    return self - targets
  }

  /// The losses of elements, put together.
  func reduced(by reduction: Reduction) -> Tensor {
    switch reduction {
    case .none: self
    case .mean: mean()
    case .sum: sum()
    }
  }
}
