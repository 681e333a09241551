import Arrays
import ONNX

/// Elements put back where a MaxPool found them, zeros around them:
/// <https://onnx.ai/onnx/operators/onnx__MaxUnpool.html>.
struct MaxUnpoolKernel: Kernel {
  static let operatorType = "MaxUnpool"
  static let versions: [Int: OneForm] = [9: OneForm(), 11: OneForm(), 22: OneForm()]

  private let window: WindowAttributes

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...3)
    window = try WindowAttributes(&node, .kernelRequired)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (x, indices) = (try inputs.required(0), try inputs.required(1))
    try x.dataType.requireFloatingPoint()
    try indices.dataType.require(.int64)
    try x.requireRank(3...Int.max)
    if let shape = x.shape { try indices.requireShape(shape) }
    if let list = inputs.optional(2) {
      try list.dataType.require(.int64)
      guard let shape = try inferShape(from: list) else {
        return [ValueType(x.dataType, x.shape?.map { _ in .unknown })]
      }
      if let rank = x.rank, rank != shape.count {
        throw .shapeMismatch("\(shapeText(x.shape)) becomes \(shapeText(shape))")
      }
      return [ValueType(x.dataType, shape)]
    }
    guard let shape = x.shape else { return [ValueType(x.dataType, nil)] }
    guard let space = fixedExtents(Array(shape[2...])) else {
      return [ValueType(x.dataType, shape[..<2] + shape[2...].map { _ in .unknown })]
    }
    return [ValueType(x.dataType, shape[..<2] + (try pooled(space).map(Dimension.fixed)))]
  }

  /// The spatial shape that was pooled, as the window tells it.
  private func pooled(_ space: [Int]) throws(InferenceProblem) -> [Int] {
    try requireMatrixExtents(space.map(Dimension.fixed))
    var shape: [Int] = []
    for (axis, extent) in zip(try window.axes(count: space.count), space) {
      shape.append((extent - 1) * axis.stride - axis.before - axis.after + axis.kernel)
    }
    try checkedCount(shape)
    return shape
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (x, indices) = (try inputs.required(0), try inputs.required(1))
    let natural = Array(x.shape[..<2]) + (try pooled(Array(x.shape[2...])))
    let shape = inputs.optional(2).map(integerElements) ?? natural
    // Indices count in the array that was pooled, whose elements keep their places in a larger one.
    let strides = rowMajorStrides(shape)
    var places: [Int] = []
    let count = try checkedCount(natural)
    for index in integerElements(indices) {
      guard (0..<count).contains(index) else {
        throw .invalidValue("the index \(index) into \(count) elements")
      }
      var (rest, place) = (index, 0)
      for axis in natural.indices.reversed() {
        guard rest % natural[axis] < shape[axis] else {
          throw .invalidValue("the index \(index) outside the shape \(shape)")
        }
        place += rest % natural[axis] * strides[axis]
        rest /= natural[axis]
      }
      places.append(place)
    }
    let zeros = NDArray.zeros(shape, x.dataType)
    return [try ScatterReduction.replace.scatter(x, at: places, length: 1, into: zeros)]
  }
}
