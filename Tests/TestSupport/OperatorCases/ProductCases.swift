import Tensors

/// Matrix products and what is made of them.
let productCases: [OperatorCase] = [
  OperatorCase(
    "Affine", [[[2, 4], [5, 4], [5]], [[3, 2, 4], [5, 4], [5]], [[1, 1], [1, 1], [1]]]
  ) {
    $0[0].affine(weight: $0[1], bias: $0[2])
  },
  OperatorCase("Einsum", [[[2, 3], [3, 4]], [[1, 2], [2, 1]], [[3, 3], [3, 3]]]) {
    .einsum("ij,jk->ik", $0)
  },
  OperatorCase(
    "Einsum", [[[2, 3, 4], [2, 5, 4]], [[1, 2, 3], [1, 1, 3]], [[3, 1, 1], [3, 2, 1]]]
  ) {
    .einsum("bij, bkj -> bik", $0)
  },
  OperatorCase("Einsum", [[[3, 4]], [[1, 5]], [[4, 1]]]) { .einsum("ij->j", $0) },
  OperatorCase("Einsum", [[[3], [4]], [[1], [5]], [[2], [2]]]) { .einsum("i,j->ij", $0) },
  OperatorCase("Einsum", [[[3, 3]], [[1, 1]], [[4, 4]]]) { .einsum("ii", $0) },
  OperatorCase("Einsum", [[[3, 3, 2]], [[1, 1, 3]], [[4, 4, 1]]]) { .einsum("iij->ji", $0) },
  OperatorCase(
    "Einsum",
    [[[2, 3], [3, 4], [4, 2]], [[1, 2], [2, 2], [2, 3]], [[2, 2], [2, 1], [1, 2]]]
  ) { .einsum("ij,jk,kl", $0) },
  OperatorCase(
    "Einsum", [[[2, 3, 4], [4, 5]], [[5, 2, 1, 3], [2, 3, 2]], [[2, 1, 3], [1, 3, 2]]]
  ) { .einsum("...ij,...jk->...ik", $0) },
  OperatorCase(
    "Einsum", [[[2, 3, 4], [3, 5]], [[2, 2, 2], [2, 1]], [[1, 3, 2], [3, 3]]]
  ) { .einsum("aBc,Bd->dac", $0) },
  OperatorCase("Einsum", [[[2, 3], [2, 4]], [[1, 3], [1, 2]], [[3, 1], [3, 1]]]) {
    .einsum("ij,ik->i", $0)
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
