import Tensors

/// Losses.
let lossCases: [OperatorCase] = [
  OperatorCase("BinaryCrossEntropy", [[[4], [4]], [[3, 4], [3, 4]], [[2, 1, 3], [2, 1, 3]]]) {
    $0[0].binaryCrossEntropy(targets: $0[1], reduction: .none)
  },
  OperatorCase("BinaryCrossEntropy", [[[4], [4]], [[3, 4], [3, 4]], [[2, 1, 3], [2, 1, 3]]]) {
    $0[0].binaryCrossEntropy(targets: $0[1], reduction: .sum)
  },
  OperatorCase("GaussianKL", [[[4], [4]], [[3, 4], [3, 4]], [[2, 1, 3], [2, 1, 3]]]) {
    .gaussianKL(mean: $0[0], logVariance: $0[1], reduction: .none)
  },
]
