import Arrays
import ONNX

/// What is known of a value before it is computed.
struct ValueType: Sendable {
  /// The type of the elements.
  var dataType: DataType
  /// The extent of each axis; nil where even their number is unknown.
  var shape: [Dimension]?
  /// The elements, where they are known: the value is a constant.
  var value: NDArray?

  init(_ dataType: DataType, _ shape: [Dimension]?) {
    self.dataType = dataType
    self.shape = shape
  }

  init(_ dataType: DataType, _ shape: [Int]) {
    self.init(dataType, shape.map(Dimension.fixed))
  }

  /// The type of a constant.
  init(constant: NDArray) {
    self.init(constant.dataType, constant.shape)
    value = constant
  }

  /// The extents, where all are known.
  var extents: [Int]? { shape.flatMap(fixedExtents) }

  /// The number of axes, where known.
  var rank: Int? { shape?.count }

  /// The elements as integers, where they are known.
  var integers: [Int]? { value.map(integerElements) }

  /// The type in words, such as `float32 [batch, 784]`.
  var description: String { "\(dataType) \(shapeText(shape))" }
}

/// The elements of an integer array.
func integerElements(_ array: NDArray) -> [Int] {
  array.cast(to: .int64).scalars(Int64.self).map { Int($0) }
}

/// The numbers of a shape in which every extent is known.
func fixedExtents(_ shape: [Dimension]) -> [Int]? {
  var extents: [Int] = []
  extents.reserveCapacity(shape.count)
  for dimension in shape {
    guard case .fixed(let extent) = dimension else { return nil }
    extents.append(extent)
  }
  return extents
}

/// The extents of a shape that are known.
func knownExtents(_ shape: [Dimension]) -> [Int] {
  shape.compactMap { if case .fixed(let extent) = $0 { extent } else { nil } }
}

/// A shape as messages give it.
func shapeText(_ shape: [Dimension]?) -> String {
  guard let shape else { return "of unknown shape" }
  return "[\(shape.map(\.description).joined(separator: ", "))]"
}

extension ValueType {
  /// The number of bytes of a value, where its shape is known.
  ///
  /// - Throws: `tooLarge` where an extent is negative or the product of all extents, those of 0 left
  ///   out, cannot be counted: arrays of such shapes are never made.
  func byteCount() throws(InferenceProblem) -> Int? {
    guard let extents else {
      try checkedCount(knownExtents(shape ?? []))
      return nil
    }
    return try checkedCount(extents) * dataType.byteWidth
  }
}

/// The number of elements of a shape that an array may have.
@discardableResult
func checkedCount(_ extents: [Int]) throws(InferenceProblem) -> Int {
  var bound = 1
  for extent in extents {
    let (product, overflow) = bound.multipliedReportingOverflow(by: max(1, extent))
    if extent < 0 || overflow || product > 1 << 56 { throw .tooLarge(shape: "\(extents)") }
    bound = product
  }
  return extents.contains(0) ? 0 : bound
}

/// The shape that shapes broadcast to (NumPy's rule); nil where one is unknown.
func broadcastShape(_ shapes: [[Dimension]?]) throws(InferenceProblem) -> [Dimension]? {
  var result: [Dimension] = []
  for shape in shapes {
    guard let shape else { return nil }
    let rank = max(result.count, shape.count)
    var merged: [Dimension] = []
    for axis in 0..<rank {
      let (i, j) = (axis - rank + result.count, axis - rank + shape.count)
      let a = i < 0 ? .fixed(1) : result[i]
      let b = j < 0 ? .fixed(1) : shape[j]
      guard let extent = broadcastExtent(a, b) else {
        let texts = shapes.map(shapeText).joined(separator: " and ")
        throw .shapeMismatch("\(texts) do not broadcast")
      }
      merged.append(extent)
    }
    result = merged
  }
  return result
}

private func broadcastExtent(_ a: Dimension, _ b: Dimension) -> Dimension? {
  switch (a, b) {
  case (.fixed(1), _): b
  case (_, .fixed(1)): a
  case (.fixed(let x), .fixed(let y)): x == y ? a : nil
  case (.fixed, _): a
  case (_, .fixed): b
  default: a == b ? a : .unknown
  }
}

/// Whether two extents can be the same in some run.
func agree(_ a: Dimension, _ b: Dimension) -> Bool {
  if case .fixed(let x) = a, case .fixed(let y) = b { return x == y }
  return true
}

/// An axis counted from the front, from one that may be counted from the back.
func resolveAxis(_ axis: Int, rank: Int) throws(InferenceProblem) -> Int {
  guard (-rank..<max(rank, 0)).contains(axis) else { throw .invalidAxis(axis, rank: rank) }
  return axis < 0 ? axis + rank : axis
}

/// Several axes counted from the front, each named once.
func resolveAxes(_ axes: [Int], rank: Int) throws(InferenceProblem) -> [Int] {
  var result: [Int] = []
  for axis in axes { result.append(try resolveAxis(axis, rank: rank)) }
  guard Set(result).count == result.count else {
    throw .invalidValue("the axes \(axes) name one axis twice")
  }
  return result
}
