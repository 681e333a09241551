import Tensors

/// Matrix products and what is made of them.
let productCases: [OperatorCase] = [
  OperatorCase(
    "Affine", [[[2, 4], [5, 4], [5]], [[3, 2, 4], [5, 4], [5]], [[1, 1], [1, 1], [1]]]
  ) {
    $0[0].affine(weight: $0[1], bias: $0[2])
  },
  OperatorCase(
    "MatMul",
    [
      [[3, 4], [4, 5]], [[1, 4], [4, 1]], [[2, 3, 4], [2, 4, 5]], [[2, 3, 4], [4, 5]],
      [[5, 1, 3, 4], [2, 4, 2]], [[4], [4, 5]], [[3, 4], [4]], [[4], [4]], [[0, 4], [4, 3]],
      [[2, 3, 4], [4]], [[4], [2, 4, 3]],
    ]
  ) { $0[0].matmul($0[1]) },
]
