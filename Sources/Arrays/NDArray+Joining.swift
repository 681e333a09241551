// Putting arrays together.

extension NDArray {
  /// The arrays one after the other along `axis`; all other extents are equal.
  public static func concatenate(_ arrays: [NDArray], axis: Int) -> NDArray {
    guard let first = arrays.first else { fatalError("concatenating no arrays") }
    guard let shape = concatenatedShape(arrays.map(\.shape), axis: axis),
      arrays.allSatisfy({ $0.dataType == first.dataType })
    else {
      fatalError(
        "shapes \(arrays.map(\.shape)) of \(arrays.map(\.dataType)) do not join at axis \(axis)")
    }
    let outer = shape[..<axis].reduce(1, *)
    return NDArray(shape: shape, dataType: first.dataType) { target in
      guard let base = target.baseAddress, !target.isEmpty else { return }
      let row = target.count / Swift.max(1, outer)
      var column = 0
      for array in arrays {
        array.withBytes { source in
          guard let from = source.baseAddress else { return }
          let width = source.count / Swift.max(1, outer)
          for index in 0..<outer {
            (base + index * row + column)
              .copyMemory(from: from + index * width, byteCount: width)
          }
          column += width
        }
      }
    }
  }

  /// The shape of arrays joined along `axis`, or nil where they do not fit.
  public static func concatenatedShape(_ shapes: [[Int]], axis: Int) -> [Int]? {
    guard var shape = shapes.first, shape.indices.contains(axis) else { return nil }
    for other in shapes.dropFirst() {
      guard other.count == shape.count,
        other.indices.allSatisfy({ $0 == axis || other[$0] == shape[$0] })
      else { return nil }
      shape[axis] += other[axis]
    }
    return shape
  }
}
