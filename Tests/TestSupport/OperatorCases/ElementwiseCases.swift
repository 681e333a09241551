import Arrays
import Tensors

let unaryShapes: [[[Int]]] = [[[]], [[7]], [[3, 5]], [[2, 1, 3]], [[0, 4]]]
let binaryShapes: [[[Int]]] = [
  [[3, 5], [3, 5]], [[3, 5], [5]], [[3, 1], [1, 5]], [[2, 3, 4], []], [[], [2, 3]],
  [[2, 1, 4], [3, 1]], [[0, 3], [1, 3]],
]
let choiceShapes: [[[Int]]] = [
  [[3, 5], [3, 5], [3, 5]], [[3, 5], [5], []], [[3, 1], [1, 5], [3, 5]], [[], [2, 3], [3]],
  [[2, 1, 4], [3, 1], [4]], [[0, 3], [1, 3], []],
]

/// Operators on each element by itself.
let elementwiseCases: [OperatorCase] =
  unaryCases + activationCases + arithmeticCases + comparisonCases + choiceCases

private let unaryCases: [OperatorCase] = [
  OperatorCase("Absolute", unaryShapes, in: 0.2...2) { $0[0].abs() },
  OperatorCase("Absolute", unaryShapes, in: -2 ... -0.2) { $0[0].abs() },
  OperatorCase("Ceiling", unaryShapes, in: -1.9 ... -1.1) { ($0[0] * 3).ceil() },
  OperatorCase("Cosine", unaryShapes, in: -9...9) { $0[0].cos() },
  OperatorCase("Erf", unaryShapes, from: 9) { $0[0].erf() },
  OperatorCase("Exponential", unaryShapes) { $0[0].exp() },
  OperatorCase("ExponentialMinusOne", unaryShapes) { $0[0].expm1() },
  OperatorCase("ExponentialMinusOne", unaryShapes, in: -1e-3...1e-3) { $0[0].expm1() * 1000 },
  OperatorCase("Floor", unaryShapes, in: -1.9 ... -1.1) { ($0[0] * 3).floor() },
  OperatorCase("Logarithm", unaryShapes, in: 0.2...3) { $0[0].log() },
  OperatorCase("LogarithmOfOnePlus", unaryShapes, in: -0.8...5) { $0[0].log1p() },
  OperatorCase("LogarithmOfOnePlus", unaryShapes, in: -1e-3...1e-3) { $0[0].log1p() * 1000 },
  OperatorCase("Negate", unaryShapes) { -$0[0] },
  OperatorCase("Reciprocal", unaryShapes, in: 0.3...2) { $0[0].reciprocal() },
  OperatorCase("Reciprocal", unaryShapes, in: -2 ... -0.3) { $0[0].reciprocal() },
  OperatorCase("Round", [[[7]], [[3, 5]], [[2, 1, 3]]], in: -4...4, differentiable: false) {
    ($0[0] * 2).round()
  },
  // Halves, which go to the even neighbour.
  OperatorCase("Round", [[[7]], [[3, 5]], [[2, 1, 3]]], in: -6...6, differentiable: false) {
    ($0[0].floor() + 0.5).round()
  },
  OperatorCase("Sign", unaryShapes, in: 0.2...2) { $0[0].sign() },
  OperatorCase("Sign", unaryShapes, differentiable: false) { $0[0].round().sign() },
  OperatorCase("Sine", unaryShapes, in: -9...9) { $0[0].sin() },
  OperatorCase("SquareRoot", unaryShapes, in: 0.2...3) { $0[0].sqrt() },
  OperatorCase("SigmoidGradient", binaryShapes, in: 0.1...0.9) {
    $0[0].sigmoidGradient(output: $0[1])
  },
  OperatorCase("Step", unaryShapes, differentiable: false) { $0[0].step() },
  OperatorCase("Tanh", unaryShapes) { $0[0].tanh() },
  OperatorCase("TanhGradient", binaryShapes, in: 0.1...0.9) {
    $0[0].tanhGradient(output: $0[1])
  },
  OperatorCase("rsqrt", unaryShapes, in: 0.2...3) { $0[0].rsqrt() },
  OperatorCase("square", unaryShapes) { $0[0].square() },
]

private let activationCases: [OperatorCase] = [
  OperatorCase("ELU", unaryShapes, in: 0.1...2) { $0[0].elu() },
  OperatorCase("ELU", unaryShapes, in: -2 ... -0.1) { $0[0].elu(alpha: 0.5) },
  OperatorCase(
    "Gate", [[[2, 3], [2, 3]], [[1, 3], [1, 3]], [[4, 3], [4, 3]]], in: 0.1...2
  ) {
    $0[0].gated(by: $0[1] - 1)
  },
  OperatorCase("HardSigmoid", unaryShapes) { $0[0].hardSigmoid() },
  OperatorCase("HardSigmoid", unaryShapes, in: 3.1...4) { $0[0].hardSigmoid() },
  OperatorCase("LeakyReLU", unaryShapes, in: 0.1...2) { $0[0].leakyRelu() },
  OperatorCase("LeakyReLU", unaryShapes, in: -2 ... -0.1) { $0[0].leakyRelu(slope: 0.2) },
  OperatorCase("ReLU", unaryShapes, in: 0.1...2) { ($0[0] - 1).relu() },
  OperatorCase("Sigmoid", unaryShapes) { $0[0].sigmoid() },
  OperatorCase("Softplus", unaryShapes) { $0[0].softplus() },
  OperatorCase("gelu", unaryShapes, from: 9) { $0[0].gelu() },
  OperatorCase("gelu", unaryShapes) { $0[0].gelu(.tanh) },
  OperatorCase("hardSwish", unaryShapes) { $0[0].hardSwish() },
  OperatorCase("logSigmoid", unaryShapes) { $0[0].logSigmoid() },
  OperatorCase("mish", unaryShapes) { $0[0].mish() },
  OperatorCase("selu", unaryShapes, in: -2 ... -0.1) { $0[0].selu() },
  OperatorCase("silu", unaryShapes) { $0[0].silu() },
]

private let arithmeticCases: [OperatorCase] = [
  OperatorCase("Add", binaryShapes) { $0[0] + $0[1] },
  OperatorCase("Divide", binaryShapes, in: 0.3...2) { $0[0] / $0[1] },
  OperatorCase("Maximum", binaryShapes) { .maximum($0[0] * 2, $0[1]) },
  OperatorCase("Maximum", unaryShapes) { .maximum($0[0], 0.25) },
  OperatorCase(
    "Maximum", binaryShapes, inputs: [.indices(-5..<5)], differentiable: false, from: 9
  ) { .maximum($0[0], $0[1]) },
  OperatorCase("Minimum", binaryShapes) { .minimum($0[0] * 2, $0[1]) },
  OperatorCase("Minimum", unaryShapes) { .minimum($0[0], 0.25) },
  OperatorCase(
    "Minimum", binaryShapes, inputs: [.indices(-5..<5)], differentiable: false, from: 9
  ) { .minimum($0[0], $0[1]) },
  OperatorCase("Multiply", binaryShapes) { $0[0] * $0[1] },
  OperatorCase("Multiply", binaryShapes, inputs: [.indices(-5..<5)], differentiable: false) {
    ($0[0] + $0[1]) * ($0[0] - 2)
  },
  OperatorCase("Power", binaryShapes, in: 0.3...2) { $0[0].pow($0[1]) },
  OperatorCase("Power", unaryShapes) { $0[0].pow(2) },
  OperatorCase("Power", unaryShapes) { $0[0].pow(3) },
  OperatorCase("Power", unaryShapes) { $0[0].pow(0) },
  OperatorCase("Power", unaryShapes, in: 0.3...2) { $0[0].pow(0.5) },
  OperatorCase("Power", unaryShapes, in: 0.3...2) { $0[0].pow(-1) + $0[0].pow(-1.5) },
  OperatorCase("Remainder", [[[7]], [[3, 5]], [[2, 1, 3]]], in: -2.9 ... -2.1, from: 10) {
    $0[0].remainder(3)
  },
  OperatorCase(
    "Remainder", binaryShapes, inputs: [.uniform(4.1...4.4), .uniform(-1.9 ... -1.5)], from: 10
  ) { $0[0].remainder($0[1]) },
  OperatorCase(
    "Remainder", binaryShapes, inputs: [.indices(-9..<9)], differentiable: false, from: 10
  ) { $0[0].remainder($0[1] * 2 + 1) },
  OperatorCase("Subtract", binaryShapes) { $0[0] - $0[1] },
]

/// One comparison of floating-point numbers, and of integers from the opset that has it for them.
private func comparison(
  integersFrom lowestOpset: Int, _ compare: @escaping @Sendable (Tensor, Tensor) -> Tensor
) -> [OperatorCase] {
  [
    OperatorCase("Comparison", binaryShapes, differentiable: false) {
      compare($0[0].floor(), $0[1].floor())
    },
    OperatorCase(
      "Comparison", binaryShapes, inputs: [.indices(0..<3)], differentiable: false,
      from: lowestOpset
    ) { compare($0[0], $0[1]) },
  ]
}

private let comparisonCases: [OperatorCase] =
  comparison(integersFrom: 7) { $0 .== $1 } + comparison(integersFrom: 7) { $0 .!= $1 }
  + comparison(integersFrom: 9) { $0 .< $1 } + comparison(integersFrom: 9) { $0 .<= $1 }
  + comparison(integersFrom: 9) { $0 .> $1 } + comparison(integersFrom: 9) { $0 .>= $1 } + [
    OperatorCase("Comparison", binaryShapes, inputs: [.mask], differentiable: false) {
      $0[0] .== $0[1]
    },
    OperatorCase("Comparison", unaryShapes, differentiable: false) {
      (($0[0] .>= -1) .& ($0[0] .<= 1)) .| ($0[0] .== 0)
    },
    OperatorCase("Logic", binaryShapes, inputs: [.mask], differentiable: false) {
      $0[0] .& $0[1]
    },
    OperatorCase("Logic", binaryShapes, inputs: [.mask], differentiable: false) {
      $0[0] .| $0[1]
    },
    OperatorCase("Logic", binaryShapes, inputs: [.mask], differentiable: false) {
      $0[0] .^ $0[1]
    },
    OperatorCase("Not", unaryShapes, inputs: [.mask], differentiable: false) { .!$0[0] },
  ]

private let choiceCases: [OperatorCase] = [
  OperatorCase("Clamp", unaryShapes) { $0[0].clamp(min: -0.5, max: 0.7) },
  OperatorCase("Clamp", unaryShapes) { $0[0].clamp(max: 0.3) },
  OperatorCase("Clamp", unaryShapes) { $0[0].clamp(min: -0.3) },
  OperatorCase("Where", choiceShapes, inputs: [.mask, .uniform(-2...2)]) {
    .where($0[0], $0[1], $0[2])
  },
  OperatorCase("Where", choiceShapes, in: -2...2) { .where($0[0] .< 0.1, $0[1], $0[2]) },
  OperatorCase(
    "Where", choiceShapes, inputs: [.mask, .indices(0..<9)], differentiable: false, from: 9
  ) { .where($0[0], $0[1], $0[2]) },
  OperatorCase("maskedFill", binaryShapes, inputs: [.uniform(-2...2), .mask]) {
    $0[0].maskedFill($0[1], with: -5)
  },
  OperatorCase("dropout", unaryShapes) { inputs in
    var generator = RandomGenerator(seed: 3)
    return inputs[0].dropout(0.4, generator: &generator)
  },
]
