import Arrays
import ONNX

/// The negative logarithm of each label's probability, weighted and summed up: what
/// NegativeLogLikelihoodLoss and SoftmaxCrossEntropyLoss share.
struct ClassLoss: Sendable {
  /// What becomes of the losses of all samples.
  enum Reduction: String, Sendable {
    case none, sum
    /// Their sum by the sum of their weights.
    case mean
  }

  let reduction: Reduction
  /// A label whose samples do not count.
  private let ignoredLabel: Int?

  init(_ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...3)
    ignoredLabel = try node.int("ignore_index")
    reduction = try node.choice("reduction", default: .mean)
  }

  /// Checks scores, labels and weights, and gives the type of the loss.
  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> ValueType {
    let (scores, labels) = (try inputs.required(0), try inputs.required(1))
    try scores.dataType.requireFloatingPoint()
    try labels.dataType.requireIndex()
    try scores.requireRank(2...Int.max)
    if let shape = scores.shape { try labels.requireShape([shape[0]] + shape[2...]) }
    if let weights = inputs.optional(2) {
      try weights.dataType.require(scores.dataType)
      try weights.requireShape([scores.extent(1)])
    }
    return ValueType(scores.dataType, reduction == .none ? labels.shape : [])
  }

  /// The loss.
  ///
  /// - Parameters:
  ///   - scores: Logarithms of probabilities, the classes along axis 1.
  ///   - inputs: The node's inputs: the labels are the second, the weights of the classes, where
  ///     there are some, the third.
  func evaluate(
    _ scores: NDArray, _ inputs: [NDArray?]
  ) throws(InferenceProblem) -> NDArray {
    let labels = try inputs.required(1)
    let classes = try classes(integerElements(labels), count: scores.shape[1])
    let classWeights = inputs.optional(2)?.cast(to: .float64).scalars(Double.self)
    let weights = classes.map { $0.map { classWeights?[$0] ?? 1 } ?? 0 }
    func run<T: RealNumber>(_ type: T.Type) -> NDArray {
      sampleLosses(scores, classes, weights, labels.shape, type)
    }
    let losses = try scores.dataType.floating(run, run)
    if reduction == .none { return losses }
    let sum = losses.cast(to: .float64).scalars(Double.self).reduce(0, +)
    let total = reduction == .mean ? weights.reduce(0, +) : 1
    return losses.constant(sum / total)
  }

  /// Each label as a class, or nil where it does not count.
  private func classes(_ labels: [Int], count: Int) throws(InferenceProblem) -> [Int?] {
    var classes: [Int?] = []
    classes.reserveCapacity(labels.count)
    for label in labels {
      if label == ignoredLabel {
        classes.append(nil)
      } else if (0..<count).contains(label) {
        classes.append(label)
      } else {
        throw .invalidValue("the label \(label) where there are \(count) classes")
      }
    }
    return classes
  }

  private func sampleLosses<T: RealNumber>(
    _ scores: NDArray, _ classes: [Int?], _ weights: [Double], _ shape: [Int], _ type: T.Type
  ) -> NDArray {
    let (classCount, inner) = (scores.shape[1], scores.shape[2...].reduce(1, *))
    return scores.withScalars(of: type) { source in
      NDArray(shape: shape, of: type) { target in
        for sample in target.indices {
          guard let number = classes[sample] else {
            target[sample] = 0
            continue
          }
          let (batch, place) = (sample / inner, sample % inner)
          let score = source[(batch * classCount + number) * inner + place]
          target[sample] = T(-Double(score) * weights[sample])
        }
      }
    }
  }
}
