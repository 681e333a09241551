import Arrays
import ONNX

/// A convolution of 8-bit integers. Float64 holds its sums exactly.
struct IntegerConvolution: Sendable {
  private let convolution: ConvKernel

  init(_ node: inout NodeReader) throws(InferenceProblem) {
    convolution = try ConvKernel(attributes: &node)
  }

  /// The shape of the result, from the types of an input, weights and their zero points.
  func infer(
    _ x: ValueType, _ weights: ValueType, _ xZero: ValueType?, _ weightsZero: ValueType?
  ) throws(InferenceProblem) -> [Dimension]? {
    for (numbers, zero) in [(x, xZero), (weights, weightsZero)] {
      if numbers.dataType != .int8 && numbers.dataType != .uint8 {
        throw .unsupportedDataType(numbers.dataType)
      }
      try zero?.dataType.require(numbers.dataType)
    }
    try xZero?.requireOne()
    try weightsZero?.requireOne(orEachOf: weights.extent(0))
    return try convolution.infer(
      [ValueType(.float64, x.shape), ValueType(.float64, weights.shape)]
    ).first?.shape
  }

  /// The bytes of the numbers as float64.
  func scratchByteCount(
    _ x: ValueType, _ weights: ValueType, _ result: [Dimension]?
  ) throws(InferenceProblem) -> Int {
    var count = 0
    for shape in [x.shape, weights.shape, result] {
      count += try checkedCount(knownExtents(shape ?? []))
    }
    return 8 * count
  }

  /// The convolution of numbers without their zero points.
  func evaluate(
    _ x: NDArray, _ weights: NDArray, _ xZero: NDArray?, _ weightsZero: NDArray?
  ) throws(InferenceProblem) -> NDArray {
    let result = try convolution.evaluate([
      x.withoutZeroPoint(xZero?.reshaped([])),
      weights.withoutZeroPoint(weightsZero?.perFirstAxis(rank: weights.rank)),
    ])
    guard let result = result.first else { throw .invalidValue("no convolution") }
    return result
  }
}

extension ValueType {
  /// Requires one number, or as many as another extent.
  func requireOne(orEachOf extent: Dimension = .fixed(1)) throws(InferenceProblem) {
    guard let extents, try checkedCount(extents) != 1 else { return }
    try requireShape([extent])
  }
}

extension NDArray {
  /// One number, or one for each place of the first axis of arrays of `rank` axes.
  func perFirstAxis(rank: Int) -> NDArray {
    count == 1 ? reshaped([]) : reshaped([count] + Array(repeating: 1, count: rank - 1))
  }
}
