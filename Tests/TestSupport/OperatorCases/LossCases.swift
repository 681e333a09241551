import Tensors

private let pairShapes: [[[Int]]] = [[[4], [4]], [[3, 4], [3, 4]], [[2, 1, 3], [2, 1, 3]]]
private let classShapes: [[[Int]]] = [[[4, 5], [4]], [[5], []], [[2, 3, 4], [2, 4]]]
private let reductions: [Reduction] = [.none, .mean, .sum]

/// Losses.
let lossCases: [OperatorCase] =
  [
    OperatorCase("BinaryCrossEntropy", pairShapes) {
      $0[0].binaryCrossEntropy(targets: $0[1], reduction: .none)
    },
    OperatorCase("BinaryCrossEntropy", pairShapes) {
      $0[0].binaryCrossEntropy(targets: $0[1], reduction: .sum)
    },
    OperatorCase("GaussianKL", pairShapes) {
      .gaussianKL(mean: $0[0], logVariance: $0[1], reduction: .none)
    },
    OperatorCase("huberLoss", pairShapes) {
      $0[0].huberLoss(targets: $0[1], delta: 0.5, reduction: .none)
    },
  ] + reductions.flatMap(elementLosses) + reductions.flatMap(classLosses)

private func elementLosses(_ reduction: Reduction) -> [OperatorCase] {
  [
    OperatorCase("ProbabilityCrossEntropy", pairShapes, in: 0.1...0.9) {
      .binaryCrossEntropy(probabilities: $0[0], targets: $0[1], reduction: reduction)
    },
    OperatorCase("absoluteError", pairShapes, inputs: [.uniform(1...2), .uniform(-2...0)]) {
      $0[0].absoluteError(targets: $0[1], reduction: reduction)
    },
    OperatorCase("huberLoss", pairShapes, inputs: [.uniform(2...3), .uniform(-2...0)]) {
      $0[0].huberLoss(targets: $0[1], reduction: reduction)
    },
    OperatorCase("squaredError", pairShapes) {
      $0[0].squaredError(targets: $0[1], reduction: reduction)
    },
  ]
}

private func classLosses(_ reduction: Reduction) -> [OperatorCase] {
  [
    OperatorCase("crossEntropy", classShapes, inputs: [.uniform(-2...2), .indices(0..<3)]) {
      $0[0].crossEntropy(targets: $0[1], reduction: reduction)
    },
    OperatorCase(
      "negativeLogLikelihood", classShapes, inputs: [.uniform(-2...2), .indices(0..<3)]
    ) {
      $0[0].negativeLogLikelihood(targets: $0[1], reduction: reduction)
    },
  ]
}
