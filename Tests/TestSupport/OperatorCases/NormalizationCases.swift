import Tensors

/// Normalisation.
let normalizationCases: [OperatorCase] = softmaxCases

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
