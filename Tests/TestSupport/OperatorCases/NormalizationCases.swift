import Tensors

private let batches: [[[Int]]] = [
  [[3, 2, 2, 2], [2], [2]], [[4, 3], [3], [3]], [[2, 1, 3], [1], [1]],
]

/// Normalisation.
let normalizationCases: [OperatorCase] =
  softmaxCases + [
    OperatorCase(
      "BatchNormalization",
      [
        [[3, 2, 2, 2], [2], [2], [2], [2]], [[4, 3], [3], [3], [3], [3]],
        [[0, 2, 3], [2], [2], [2], [2]],
      ], in: 0.3...2
    ) {
      $0[0].batchNorm(weight: $0[1], bias: $0[2], mean: $0[3], variance: $0[4])
    },
    OperatorCase("batchNorm", batches) {
      $0[0].batchNorm(weight: $0[1], bias: $0[2]).output
    },
    OperatorCase("batchNorm", batches) {
      let (output, mean, variance) = $0[0].batchNorm(weight: $0[1], bias: $0[2], epsilon: 0.1)
      return output + (mean * variance).sum()
    },
    OperatorCase(
      "layerNorm", [[[3, 5], [5], [5]], [[2, 1, 4], [4], [4]], [[0, 3], [3], [3]]]
    ) {
      $0[0].layerNorm(weight: $0[1], bias: $0[2])
    },
    OperatorCase(
      "layerNorm", [[[2, 3, 2], [3, 2]], [[1, 2, 4], [2, 4]], [[3, 1, 2], [1, 2]]]
    ) {
      $0[0].layerNorm(axes: 2, weight: $0[1], epsilon: 0.01)
    },
    OperatorCase("rmsNorm", [[[3, 5], [5]], [[2, 1, 4], [4]], [[0, 3], [3]]]) {
      $0[0].rmsNorm(weight: $0[1])
    },
    OperatorCase(
      "groupNorm",
      [[[2, 4, 3, 2], [4], [4]], [[1, 2, 4], [2], [2]], [[3, 6], [6], [6]]]
    ) { $0[0].groupNorm(groups: 2, weight: $0[1], bias: $0[2]) },
    OperatorCase(
      "instanceNorm",
      [[[2, 3, 3, 2], [3], [3]], [[1, 2, 4], [2], [2]], [[3, 1, 3], [1], [1]]]
    ) { $0[0].instanceNorm(weight: $0[1], bias: $0[2]) },
  ]

private let softmaxShapes: [[[Int]]] = [
  [[2, 3, 4]], [[3, 5]], [[1, 1]], [[2, 0, 3]], [[4, 2, 1]],
]

private let softmaxCases: [OperatorCase] = [
  OperatorCase("LogSoftmax", softmaxShapes) { $0[0].logSoftmax(axis: -1) },
  OperatorCase("LogSoftmax", softmaxShapes) { $0[0].logSoftmax(axis: 0) },
  OperatorCase("LogSoftmax", softmaxShapes) { $0[0].logSoftmax(axis: 1) },
  OperatorCase("Softmax", softmaxShapes) { $0[0].softmax() },
  OperatorCase("Softmax", softmaxShapes) { $0[0].softmax(axis: 0) },
  OperatorCase("Softmax", softmaxShapes) { $0[0].softmax(axis: 1) },
]
