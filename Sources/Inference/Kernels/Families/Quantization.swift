import Arrays
import ONNX

/// Which attributes the versions of QuantizeLinear and DequantizeLinear have.
enum QuantizationForm: Int, Sendable {
  /// None: one scale for all elements.
  case perTensor
  /// `axis`: a scale for each place of it.
  case perAxis
  /// The same, and `saturate`, which concerns 8-bit floating-point numbers.
  case saturating
  /// The same, and `block_size`: a scale for each block along the axis.
  case blocked
  /// The same, and the type of the result or the precision of the division.
  case typed
}

/// How the scales and zero points of one node spread over elements.
struct QuantizationGrid: Sendable {
  private let axis: Int
  private let blockSize: Int

  init(_ form: QuantizationForm, _ node: inout NodeReader) throws(InferenceProblem) {
    axis = form.rawValue >= QuantizationForm.perAxis.rawValue ? try node.int("axis") ?? 1 : 1
    blockSize =
      form.rawValue >= QuantizationForm.blocked.rawValue ? try node.int("block_size") ?? 0 : 0
    if blockSize < 0 { throw .invalidAttribute("block_size", reason: "it is \(blockSize)") }
  }

  /// Requires that scales of a shape, and zero points where there are any, fit elements of a shape.
  func check(
    _ shape: [Dimension]?, _ scale: ValueType, _ zeroPoint: ValueType?
  ) throws(InferenceProblem) {
    if let a = scale.extents, let b = zeroPoint?.extents, a != b,
      Set([try checkedCount(a), try checkedCount(b)]) != [1]
    {
      throw .shapeMismatch("the scales are \(a) and the zero points \(b)")
    }
    guard let extents = shape.flatMap(fixedExtents), let scales = scale.extents else { return }
    if try checkedCount(scales) == 1 { return }
    let axis = try resolveAxis(axis, rank: extents.count)
    var expected = extents
    if blockSize == 0 {
      expected = [extents[axis]]
    } else {
      expected[axis] = (extents[axis] - 1) / blockSize + (extents[axis] == 0 ? 0 : 1)
    }
    guard scales == expected else {
      throw .shapeMismatch("the scales are \(scales), not \(expected), for \(extents)")
    }
  }

  /// Scales or zero points in the shape in which they broadcast to the elements'.
  func spread(_ parameters: NDArray, over shape: [Int]) throws(InferenceProblem) -> NDArray {
    if parameters.count == 1 { return parameters.reshaped([]) }
    let axis = try resolveAxis(axis, rank: shape.count)
    if blockSize == 0 {
      var target = Array(repeating: 1, count: shape.count)
      target[axis] = shape[axis]
      return parameters.reshaped(target)
    }
    // Each scale stands for a block; the last block may be cut off.
    let size = min(blockSize, max(shape[axis], 1))
    var split = parameters.shape
    split.insert(1, at: axis + 1)
    var repeated = split
    repeated[axis + 1] = size
    var merged = parameters.shape
    merged[axis] *= size
    return parameters.reshaped(split).expanded(to: repeated).reshaped(merged)
      .sliced(axis: axis, start: 0, count: shape[axis])
  }
}

extension NDArray {
  /// Float64 numbers rounded to integers, ties to even, moved by a zero point and saturated.
  func quantized(_ zeroPoint: NDArray?, as type: DataType) -> NDArray {
    let rounded = map(Double.self) { $0.rounded(.toNearestOrEven) }
    guard let zeroPoint else { return rounded.cast(to: type) }
    return rounded.combining(.add, zeroPoint.cast(to: .float64)).cast(to: type)
  }

  /// The numbers that quantized ones stand for, up to their scale: float64.
  func withoutZeroPoint(_ zeroPoint: NDArray?) -> NDArray {
    let wide = cast(to: .float64)
    return zeroPoint.map { wide.combining(.subtract, $0.cast(to: .float64)) } ?? wide
  }
}

extension DataType {
  /// Requires a type that quantized numbers can have.
  func requireQuantized() throws(InferenceProblem) {
    let types: [DataType] = [.uint8, .int8, .uint16, .int16]
    if !types.contains(self) { throw .unsupportedDataType(self) }
  }

  /// The type whose number an attribute gives; nil where it is 0 or not given.
  init?(attribute name: String, _ node: inout NodeReader) throws(InferenceProblem) {
    guard try node.int(name) ?? 0 != 0, let type = try node.dataType(name) else { return nil }
    self = type
  }
}
