import Tensors

/// Operators that move elements or choose among them.
let shapeCases: [OperatorCase] = [
  OperatorCase("Concatenate", [[[2, 3], [2, 1]], [[2, 3], [2, 3]], [[4, 2], [4, 5]]]) {
    .concatenate([$0[0], $0[1], $0[0]], axis: 1)
  },
  OperatorCase("Expand", [[[3, 1]], [[1]], [[]], [[3, 4]]]) { $0[0].expanded(to: [2, 3, 4]) },
  OperatorCase("Permute", [[[2, 3, 4]], [[1, 3, 2]], [[2, 0, 3]]]) { $0[0].permuted([2, 0, 1]) },
  OperatorCase("Reshape", [[[2, 6]], [[2, 3, 2]], [[2, 2, 3, 1]]]) { $0[0].reshaped(to: [2, -1]) },
  OperatorCase("Slice", [[[3, 5]], [[2, 4, 3]], [[1, 4]]]) { $0[0].sliced(axis: 1, 1..<3) },
]
