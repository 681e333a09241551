import Tensors

/// Operators over axes: sums, means, extrema.
let reductionCases: [OperatorCase] = [
  OperatorCase("Mean", [[[3, 5]], [[2, 3, 4]], [[1, 4]]]) { $0[0].mean(axes: [0, -1]) },
  OperatorCase("Mean", [[[3, 5]], [[2, 3, 4]], [[1, 4]]]) {
    $0[0].mean(axes: [1], keepingAxes: true)
  },
  OperatorCase("Sum", [[[3, 5]], [[2, 3, 4]], [[1, 4]]]) { $0[0].sum(axes: [0]) },
  OperatorCase("Sum", [[[3, 5]], [[2, 3, 4]], [[0, 4]]]) { $0[0].sum() },
]
