import Tensors

/// Operators that choose elements by indices or masks.
let indexingCases: [OperatorCase] = [
  OperatorCase(
    "Gather", [[[3, 4], [3, 2]], [[2, 3, 2], [2, 3, 1]], [[5, 3], [4, 6]]],
    inputs: [.uniform(-2...2), .indices(0..<3)]
  ) { $0[0].gathered(axis: 1, at: $0[1]) },
  OperatorCase(
    "Gather", [[[3, 4], [5, 4]], [[4], [6]], [[3, 2, 2], [2, 1, 2]]],
    inputs: [.uniform(-2...2), .indices(0..<3)]
  ) { $0[0].gathered(axis: 0, at: $0[1]) },
  OperatorCase(
    "IndexAdd",
    [[[3, 4], [5], [5, 4]], [[3], [2, 2], [2, 2]], [[4, 2, 2], [3], [3, 2, 2]]],
    inputs: [.uniform(-2...2), .indices(0..<3), .uniform(-2...2)]
  ) { $0[0].indexAdded(axis: 0, at: $0[1], $0[2]) },
  OperatorCase(
    "IndexAdd",
    [[[2, 3], [5], [2, 5]], [[2, 3, 2], [2], [2, 2, 2]], [[1, 4], [1], [1, 1]]],
    inputs: [.uniform(-2...2), .indices(0..<3), .uniform(-2...2)]
  ) { $0[0].indexAdded(axis: 1, at: $0[1], $0[2]) },
  OperatorCase(
    "IndexSelect", [[[3, 4], [5]], [[3], [2, 2]], [[4, 2, 2], [1]], [[3, 2], []]],
    inputs: [.uniform(-2...2), .indices(0..<3)]
  ) { $0[0].indexSelected(axis: 0, at: $0[1]) },
  OperatorCase(
    "IndexSelect", [[[2, 3], [4]], [[2, 4, 2], [2, 3]], [[1, 3, 1], [1]]],
    inputs: [.uniform(-2...2), .indices(0..<3)]
  ) { $0[0].indexSelected(axis: 1, at: $0[1]) },
  OperatorCase(
    "OneHot", [[[3]], [[2, 2]], [[]]], inputs: [.indices(0..<4)], differentiable: false
  ) { $0[0].oneHot(depth: 4) },
  OperatorCase(
    "ScatterAdd",
    [[[4, 3], [2, 3], [2, 3]], [[3], [5], [5]], [[3, 2, 2], [4, 1, 2], [4, 1, 2]]],
    inputs: [.uniform(-2...2), .indices(0..<3), .uniform(-2...2)]
  ) { $0[0].scatterAdded(axis: 0, at: $0[1], $0[2]) },
  OperatorCase(
    "ScatterAdd",
    [[[4, 3], [4, 2], [4, 2]], [[2, 4], [1, 5], [1, 5]], [[1, 3], [1, 1], [1, 1]]],
    inputs: [.uniform(-2...2), .indices(0..<3), .uniform(-2...2)]
  ) { $0[0].scatterAdded(axis: 1, at: $0[1], $0[2]) },
  OperatorCase(
    "embedding", [[[4, 3], [5]], [[3, 2], [2, 3]], [[5, 1], [1]]],
    inputs: [.uniform(-2...2), .indices(0..<3)]
  ) { $0[0].embedding($0[1]) },
]
