import Tensors

/// Operators that move elements or choose among them.
let shapeCases: [OperatorCase] = [
  OperatorCase("Cast", [[[2, 3]], [[4]], [[]]], differentiable: false) {
    ($0[0] * 10).cast(to: .int64)
  },
  OperatorCase("Cast", [[[2, 3]], [[4]], [[]]], inputs: [.mask], differentiable: false) {
    $0[0].cast(to: .float32) * 2
  },
  OperatorCase("Cast", [[[2, 3]], [[4]], [[]]]) { $0[0].cast(to: .float64) * 2 },
  OperatorCase("Concatenate", [[[2, 3], [2, 1]], [[2, 3], [2, 3]], [[4, 2], [4, 5]]]) {
    .concatenate([$0[0], $0[1], $0[0]], axis: 1)
  },
  OperatorCase("Expand", [[[3, 1]], [[1]], [[]], [[3, 4]]]) { $0[0].expanded(to: [2, 3, 4]) },
  OperatorCase("Pad", [[[2, 3]], [[1, 4]], [[3, 1]], [[0, 2]]]) {
    $0[0].padded(before: [0, 2], after: [1, 1])
  },
  OperatorCase("Pad", [[[2, 3, 2]], [[1, 4, 1]], [[3, 1, 2]]]) {
    $0[0].padded(before: [1, 0, 0], after: [0, 2, 1], .constant(0.5))
  },
  OperatorCase("Pad", [[[3, 4]], [[4, 3]], [[3, 3]]]) {
    $0[0].padded(before: [1, 2], after: [2, 0], .reflect)
  },
  OperatorCase("Pad", [[[2, 3]], [[1, 4]], [[3, 1]]]) {
    $0[0].padded(before: [1, 2], after: [0, 3], .edge)
  },
  OperatorCase("Permute", [[[2, 3, 4]], [[1, 3, 2]], [[2, 0, 3]]]) { $0[0].permuted([2, 0, 1]) },
  OperatorCase("Reshape", [[[2, 6]], [[2, 3, 2]], [[2, 2, 3, 1]]]) { $0[0].reshaped(to: [2, -1]) },
  OperatorCase("Slice", [[[3, 5]], [[2, 4, 3]], [[1, 4]]]) { $0[0].sliced(axis: 1, 1..<3) },
  OperatorCase("Slice", [[[3, 5]], [[2, 4, 3]], [[1, 4]], [[2, 0]]]) {
    $0[0].sliced(axis: 1, from: 1, to: -1, by: 2)
  },
  OperatorCase("Slice", [[[5]], [[4, 3]], [[1, 2]]]) { $0[0].sliced(axis: 0, by: -1) },
  OperatorCase("Slice", [[[7, 2]], [[8, 1]], [[5, 3]]]) {
    $0[0].sliced(axis: 0, from: -2, to: 0, by: -2)
  },
  OperatorCase("Squeeze", [[[1, 3, 1]], [[1, 2, 1]], [[1, 1, 1]]]) {
    $0[0].squeezed(axes: [0, -1])
  },
  OperatorCase("Squeeze", [[[1, 3, 1]], [[2, 1]], [[1]]]) { $0[0].squeezed() },
  OperatorCase("Tile", [[[2, 3]], [[1, 4]], [[3, 1]]]) { $0[0].tiled([2, 3]) },
  OperatorCase("Tile", [[[3]], [[2, 3]], [[]]]) { $0[0].tiled([2, 1, 2]) },
  OperatorCase("Triangle", [[[3, 3]], [[2, 4, 3]], [[1, 5]], [[4, 2]]]) { $0[0].lowerTriangle() },
  OperatorCase("Triangle", [[[3, 3]], [[2, 4, 3]], [[1, 5]]]) {
    $0[0].upperTriangle(diagonal: 1)
  },
  OperatorCase("Triangle", [[[3, 3]], [[2, 4, 3]], [[5, 1]]]) {
    $0[0].lowerTriangle(diagonal: -1)
  },
  OperatorCase("Unsqueeze", [[[2, 3]], [[4]], [[]]]) { $0[0].unsqueezed(axes: [0, -1]) },
  OperatorCase("flattened", [[[2, 3, 2]], [[1, 3, 4, 2]], [[2, 0, 3]]]) {
    $0[0].flattened(from: 1, through: 2)
  },
  OperatorCase("flipped", [[[2, 3]], [[3, 1, 2]], [[1, 4]]]) { $0[0].flipped(axes: [0, 1]) },
  OperatorCase("rolled", [[[2, 4]], [[3, 5, 2]], [[1, 1]]]) { $0[0].rolled(by: 1, axis: 1) },
  OperatorCase("rolled", [[[2, 4]], [[3, 5]], [[4, 3]]]) {
    $0[0].rolled(by: [-1, 7], axes: [0, -1])
  },
  OperatorCase("split", [[[2, 5]], [[3, 5]], [[1, 5]]]) {
    let parts = $0[0].split(axis: 1, sizes: [2, 3])
    return .concatenate([parts[1] * 2, parts[0]], axis: 1)
  },
  OperatorCase("split", [[[5, 2]], [[6]], [[7, 1]]]) {
    let parts = $0[0].split(axis: 0, size: 3)
    return .concatenate([parts[1] * 2, parts[0]], axis: 0)
  },
  OperatorCase("stacked", [[[2, 3], [2, 3]], [[4], [4]], [[1, 2, 2], [1, 2, 2]]]) {
    .stacked([$0[0], $0[1], $0[0]], axis: -1)
  },
  OperatorCase("subscript", [[[4, 3, 5]], [[2, 1, 3]], [[3, 2, 4]]]) {
    $0[0][1..., .all, .stride(by: -2)]
  },
  OperatorCase("subscript", [[[4, 3, 5]], [[2, 3, 6]], [[3, 2, 4, 4]]]) {
    $0[0][-1, .newAxis, ..<2, .ellipsis, 1...3]
  },
]
