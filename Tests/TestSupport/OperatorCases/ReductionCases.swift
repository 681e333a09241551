import Tensors

private let reducedShapes = [[[3, 5]], [[2, 3, 4]], [[1, 4]]]

/// Operators over axes: sums, means, extrema.
let reductionCases: [OperatorCase] = [
  OperatorCase("CumulativeSum", [[[3, 5]], [[2, 3, 4]], [[1, 4]], [[0, 4]]]) {
    $0[0].cumulativeSum(axis: 1)
  },
  OperatorCase("CumulativeSum", [[[4]], [[3, 2]], [[2, 3, 2]]]) {
    $0[0].cumulativeSum(axis: 0, reversed: true)
  },
  OperatorCase("Extremum", reducedShapes, inputs: [.distinct(-2...2)]) { $0[0].max(axes: [1]) },
  OperatorCase("Extremum", reducedShapes, inputs: [.distinct(-2...2)]) {
    $0[0].min(axes: [0, -1], keepingAxes: true)
  },
  OperatorCase("Extremum", [[[3, 5]], [[2, 3, 4]], [[]]], inputs: [.distinct(-2...2)]) {
    $0[0].max()
  },
  OperatorCase("Extremum", reducedShapes, inputs: [.distinct(-2...2)]) {
    $0[0].max(axis: 1).values
  },
  OperatorCase("Extremum", reducedShapes, inputs: [.distinct(-2...2)]) {
    $0[0].min(axis: 0, keepingAxis: true).values
  },
  OperatorCase(
    "ExtremumIndex", reducedShapes, inputs: [.distinct(-2...2)], differentiable: false
  ) { $0[0].argMax(axis: 1) },
  OperatorCase(
    "ExtremumIndex", reducedShapes, inputs: [.distinct(-2...2)], differentiable: false
  ) { $0[0].argMin(axis: -1, keepingAxis: true) },
  OperatorCase(
    "ExtremumIndex", reducedShapes, inputs: [.distinct(-2...2)], differentiable: false
  ) { $0[0].argMax() },
  OperatorCase("LogSumExp", reducedShapes) { $0[0].logSumExp(axes: [1]) },
  OperatorCase("LogSumExp", reducedShapes) { $0[0].logSumExp(axes: [0, -1], keepingAxes: true) },
  OperatorCase("LogSumExp", [[[7]], [[2, 3, 4]], [[0, 4]]], in: -30...30) {
    $0[0].logSumExp(axes: [-1])
  },
  OperatorCase("Mean", [[[3, 5]], [[2, 3, 4]], [[1, 4]]]) { $0[0].mean(axes: [0, -1]) },
  OperatorCase("Mean", [[[3, 5]], [[2, 3, 4]], [[1, 4]]]) {
    $0[0].mean(axes: [1], keepingAxes: true)
  },
  OperatorCase("Product", [[[3, 5]], [[2, 3, 4]], [[1, 4]], [[0, 4]]]) { $0[0].product(axes: [1]) },
  OperatorCase("Product", [[[2, 3]], [[2, 1, 4]], [[1, 1]], [[2, 0]]]) {
    $0[0].product(axes: [0, -1], keepingAxes: true)
  },
  OperatorCase("Sum", [[[3, 5]], [[2, 3, 4]], [[1, 4]]]) { $0[0].sum(axes: [0]) },
  OperatorCase("Sum", [[[3, 5]], [[2, 3, 4]], [[0, 4]]]) { $0[0].sum() },
  OperatorCase("variance", [[[3, 5]], [[2, 3, 4]], [[4, 2]]]) { $0[0].variance(axes: [1]) },
  OperatorCase("variance", [[[3, 5]], [[2, 3, 4]], [[1, 4]]]) {
    $0[0].variance(axes: [0, 1], correction: 0, keepingAxes: true)
  },
]
