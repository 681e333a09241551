import Tensors

let unaryShapes: [[[Int]]] = [[[]], [[7]], [[3, 5]], [[2, 1, 3]], [[0, 4]]]
let binaryShapes: [[[Int]]] = [
  [[3, 5], [3, 5]], [[3, 5], [5]], [[3, 1], [1, 5]], [[2, 3, 4], []], [[], [2, 3]],
  [[2, 1, 4], [3, 1]], [[0, 3], [1, 3]],
]

/// Operators on each element by itself.
let elementwiseCases: [OperatorCase] = [
  OperatorCase("Absolute", unaryShapes, in: 0.2...2) { $0[0].abs() },
  OperatorCase("Add", binaryShapes) { $0[0] + $0[1] },
  OperatorCase("Divide", binaryShapes, in: 0.3...2) { $0[0] / $0[1] },
  OperatorCase("Exponential", unaryShapes) { $0[0].exp() },
  OperatorCase("Logarithm", unaryShapes, in: 0.2...3) { $0[0].log() },
  OperatorCase("Multiply", binaryShapes) { $0[0] * $0[1] },
  OperatorCase("Negate", unaryShapes) { -$0[0] },
  OperatorCase("ReLU", unaryShapes, in: 0.1...2) { ($0[0] - 1).relu() },
  OperatorCase("Sigmoid", unaryShapes) { $0[0].sigmoid() },
  OperatorCase("Softplus", unaryShapes) { $0[0].softplus() },
  OperatorCase("SquareRoot", unaryShapes, in: 0.2...3) { $0[0].sqrt() },
  OperatorCase("Step", unaryShapes, differentiable: false) { $0[0].step() },
  OperatorCase("Subtract", binaryShapes) { $0[0] - $0[1] },
  OperatorCase("Tanh", unaryShapes) { $0[0].tanh() },
]
