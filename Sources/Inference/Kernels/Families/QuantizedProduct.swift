import Arrays
import ONNX

/// What products of quantized matrices share. Float64 holds such products and their sums exactly.
enum QuantizedProduct {
  /// Requires a matrix of 8-bit integers whose zero points or scales are one, one for each row of
  /// the first matrix, or one for each column of the second.
  static func check(
    _ matrix: ValueType, _ parameters: ValueType?, isSecond: Bool, isScale: Bool = false
  ) throws(InferenceProblem) {
    if matrix.dataType != .int8 && matrix.dataType != .uint8 {
      throw .unsupportedDataType(matrix.dataType)
    }
    guard let parameters else { return }
    if isScale {
      try parameters.dataType.requireFloatingPoint()
    } else {
      try parameters.dataType.require(matrix.dataType)
    }
    guard let extents = matrix.extents, let own = parameters.extents,
      try checkedCount(own) != 1
    else { return }
    let shape = aligned(own, isSecond: isSecond)
    guard NDArray.broadcast(extents, shape) == extents,
      extents.count < 2 || shape[shape.count - (isSecond ? 2 : 1)] == 1
    else { throw .shapeMismatch("the parameters \(own) of a matrix \(extents)") }
  }

  /// A matrix without its zero points.
  static func operand(_ matrix: NDArray, _ zeroPoint: NDArray?, isSecond: Bool) -> NDArray {
    matrix.withoutZeroPoint(zeroPoint.map { spread($0, isSecond: isSecond) })
  }

  /// Zero points or scales in the shape in which they broadcast to their matrix, or to the product.
  static func spread(_ parameters: NDArray, isSecond: Bool) -> NDArray {
    if parameters.count == 1 { return parameters.reshaped([]) }
    return parameters.reshaped(aligned(parameters.shape, isSecond: isSecond))
  }

  private static func aligned(_ shape: [Int], isSecond: Bool) -> [Int] {
    guard shape.count == 1 else { return shape }
    return isSecond ? [1] + shape : shape + [1]
  }
}
