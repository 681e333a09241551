import Arrays
import ONNX

/// An element type in which kernels compute with real numbers.
protocol RealNumber: Number, BinaryFloatingPoint {}

extension Float: RealNumber {}
extension Double: RealNumber {}

extension DataType {
  /// Runs a computation for this floating-point type.
  ///
  /// The computation is given once for each type, so that each is compiled for its own.
  func floating<Result>(
    _ float32: (Float.Type) throws(InferenceProblem) -> Result,
    _ float64: (Double.Type) throws(InferenceProblem) -> Result
  ) throws(InferenceProblem) -> Result {
    switch self {
    case .float32: try float32(Float.self)
    case .float64: try float64(Double.self)
    default: throw .unsupportedDataType(self)
    }
  }
}

extension ValueType {
  /// Requires a number of axes, where it is known.
  func requireRank(_ expected: ClosedRange<Int>) throws(InferenceProblem) {
    guard let rank, !expected.contains(rank) else { return }
    let text =
      expected.count == 1 ? "\(expected.lowerBound)" : "at least \(expected.lowerBound)"
    throw .shapeMismatch("\(shapeText(shape)) has \(rank) axes where \(text) belong")
  }

  /// Requires a shape, as far as both are known.
  func requireShape(_ expected: [Dimension]) throws(InferenceProblem) {
    guard let shape else { return }
    guard shape.count == expected.count, zip(shape, expected).allSatisfy(agree) else {
      throw .shapeMismatch("\(shapeText(shape)) where \(shapeText(expected)) belongs")
    }
  }

  /// The extent of an axis; unknown where the shape is.
  func extent(_ axis: Int) -> Dimension {
    guard let shape, shape.indices.contains(axis) else { return .unknown }
    return shape[axis]
  }
}

extension NDArray {
  /// One number in the type of these elements, to combine with them.
  func constant(_ value: Double) -> NDArray { NDArray(scalar: value).cast(to: dataType) }

  /// A list with one number for each channel, in the shape that broadcasts to arrays of `rank` axes
  /// whose channels lie along axis 1.
  func perChannel(rank: Int) -> NDArray {
    reshaped([count] + Array(repeating: 1, count: Swift.max(0, rank - 2)))
  }
}
