import Arrays
import Tensors

/// One operator with inputs to try it on: a row in the table that the gradient and export tests
/// share.
public struct OperatorCase: Sendable, CustomStringConvertible {
  /// The operator's type name, so that the tests can see which operators have a case.
  public let name: String
  /// Shapes of the inputs, one list for each trial.
  public let shapes: [[[Int]]]
  /// The range that inputs are drawn from.
  public let range: ClosedRange<Float>
  /// Whether there is a gradient to check.
  public let isDifferentiable: Bool
  /// The operator as users call it.
  public let function: @Sendable ([Tensor]) -> Tensor

  init(
    _ name: String, _ shapes: [[[Int]]], in range: ClosedRange<Float> = -2...2,
    differentiable: Bool = true, _ function: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    self.name = name
    self.shapes = shapes
    self.range = range
    self.isDifferentiable = differentiable
    self.function = function
  }

  /// The operator's name.
  public var description: String { name }

  /// Inputs for one trial, the same for the same seed and shapes.
  public func inputs(_ shapes: [[Int]], _ dataType: DataType, seed: UInt64 = 0) -> [Tensor] {
    var generator = RandomGenerator(seed: seed, stream: 7)
    return shapes.map {
      Tensor(
        generator.uniform($0, low: range.lowerBound, high: range.upperBound).cast(to: dataType))
    }
  }
}

private let unaryShapes: [[[Int]]] = [[[]], [[7]], [[3, 5]], [[2, 1, 3]], [[0, 4]]]
private let binaryShapes: [[[Int]]] = [
  [[3, 5], [3, 5]], [[3, 5], [5]], [[3, 1], [1, 5]], [[2, 3, 4], []], [[], [2, 3]],
  [[2, 1, 4], [3, 1]], [[0, 3], [1, 3]],
]

/// Every operator, with at least three trials each.
public let operatorCases: [OperatorCase] = [
  OperatorCase("Absolute", unaryShapes, in: 0.2...2) { $0[0].abs() },
  OperatorCase("Add", binaryShapes) { $0[0] + $0[1] },
  OperatorCase(
    "Affine", [[[2, 4], [5, 4], [5]], [[3, 2, 4], [5, 4], [5]], [[1, 1], [1, 1], [1]]]
  ) {
    $0[0].affine(weight: $0[1], bias: $0[2])
  },
  OperatorCase("BinaryCrossEntropy", [[[4], [4]], [[3, 4], [3, 4]], [[2, 1, 3], [2, 1, 3]]]) {
    $0[0].binaryCrossEntropy(targets: $0[1], reduction: .none)
  },
  OperatorCase("BinaryCrossEntropy", [[[4], [4]], [[3, 4], [3, 4]], [[2, 1, 3], [2, 1, 3]]]) {
    $0[0].binaryCrossEntropy(targets: $0[1], reduction: .sum)
  },
  OperatorCase("Concatenate", [[[2, 3], [2, 1]], [[2, 3], [2, 3]], [[4, 2], [4, 5]]]) {
    .concatenate([$0[0], $0[1], $0[0]], axis: 1)
  },
  OperatorCase("Divide", binaryShapes, in: 0.3...2) { $0[0] / $0[1] },
  OperatorCase("Expand", [[[3, 1]], [[1]], [[]], [[3, 4]]]) { $0[0].expanded(to: [2, 3, 4]) },
  OperatorCase("Exponential", unaryShapes) { $0[0].exp() },
  OperatorCase("GaussianKL", [[[4], [4]], [[3, 4], [3, 4]], [[2, 1, 3], [2, 1, 3]]]) {
    .gaussianKL(mean: $0[0], logVariance: $0[1], reduction: .none)
  },
  OperatorCase("Logarithm", unaryShapes, in: 0.2...3) { $0[0].log() },
  OperatorCase(
    "MatMul",
    [
      [[3, 4], [4, 5]], [[1, 4], [4, 1]], [[2, 3, 4], [2, 4, 5]], [[2, 3, 4], [4, 5]],
      [[5, 1, 3, 4], [2, 4, 2]], [[4], [4, 5]], [[3, 4], [4]], [[4], [4]], [[0, 4], [4, 3]],
      [[2, 3, 4], [4]], [[4], [2, 4, 3]],
    ]
  ) { $0[0].matmul($0[1]) },
  OperatorCase("Mean", [[[3, 5]], [[2, 3, 4]], [[1, 4]]]) { $0[0].mean(axes: [0, -1]) },
  OperatorCase("Mean", [[[3, 5]], [[2, 3, 4]], [[1, 4]]]) {
    $0[0].mean(axes: [1], keepingAxes: true)
  },
  OperatorCase("Multiply", binaryShapes) { $0[0] * $0[1] },
  OperatorCase("Negate", unaryShapes) { -$0[0] },
  OperatorCase("Permute", [[[2, 3, 4]], [[1, 3, 2]], [[2, 0, 3]]]) { $0[0].permuted([2, 0, 1]) },
  OperatorCase("ReLU", unaryShapes, in: 0.1...2) { ($0[0] - 1).relu() },
  OperatorCase("Reshape", [[[2, 6]], [[2, 3, 2]], [[2, 2, 3, 1]]]) { $0[0].reshaped(to: [2, -1]) },
  OperatorCase("Sigmoid", unaryShapes) { $0[0].sigmoid() },
  OperatorCase("Slice", [[[3, 5]], [[2, 4, 3]], [[1, 4]]]) { $0[0].sliced(axis: 1, 1..<3) },
  OperatorCase("Softplus", unaryShapes) { $0[0].softplus() },
  OperatorCase("SquareRoot", unaryShapes, in: 0.2...3) { $0[0].sqrt() },
  OperatorCase("Step", unaryShapes, differentiable: false) { $0[0].step() },
  OperatorCase("Subtract", binaryShapes) { $0[0] - $0[1] },
  OperatorCase("Sum", [[[3, 5]], [[2, 3, 4]], [[1, 4]]]) { $0[0].sum(axes: [0]) },
  OperatorCase("Sum", [[[3, 5]], [[2, 3, 4]], [[0, 4]]]) { $0[0].sum() },
  OperatorCase("Tanh", unaryShapes) { $0[0].tanh() },
]
