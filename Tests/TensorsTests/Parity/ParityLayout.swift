import Arrays

/// How the elements of inputs lie in memory.
enum ParityLayout: String, CaseIterable {
  /// In row-major order.
  case plain
  /// The axes stored in reverse order; arrays with fewer than two axes are sliced instead.
  case transposed
  /// Every second element of a larger array, whose others are NaN or, for integers, no valid index.
  case sliced
  /// The same, stored backwards and stepped through with negative strides.
  case reversed

  /// The same values in this layout.
  func arrange(_ array: NDArray) -> NDArray {
    switch self {
    case .plain: return array.contiguous()
    case .transposed:
      if array.rank < 2 { return Self.sliced.arrange(array) }
      let axes = Array((0..<array.rank).reversed())
      return array.permuted(axes).contiguous().permuted(axes)
    case .sliced: return spread(array, step: 2)
    case .reversed: return spread(array, step: -2)
    }
  }

  /// The array as every second element of a larger one, along each of its axes.
  private func spread(_ array: NDArray, step: Int) -> NDArray {
    var large = array
    for axis in array.shape.indices {
      let extent = array.shape[axis]
      if step < 0, extent > 0 {
        large = large.sliced(axis: axis, start: extent - 1, count: extent, step: -1)
      }
      var column = large.shape
      column.insert(1, at: axis + 1)
      let elements = large.reshaped(column)
      let filling = Self.filling(array.dataType).expanded(to: column)
      large = NDArray.concatenate([filling, elements], axis: axis + 1)
      column.remove(at: axis + 1)
      column[axis] = 2 * extent
      large = large.reshaped(column)
    }
    for axis in array.shape.indices {
      let extent = array.shape[axis]
      large = large.sliced(
        axis: axis, start: step > 0 || extent == 0 ? min(1, extent) : 2 * extent - 1,
        count: extent, step: step)
    }
    return large
  }

  /// An element that shows in every result that reads it.
  private static func filling(_ dataType: DataType) -> NDArray {
    dataType.isFloatingPoint
      ? NDArray(scalar: Double.nan).cast(to: dataType)
      : NDArray(scalar: Int64(-7777)).cast(to: dataType)
  }

  /// An array of the same shape whose first part along the first axis longer than 1 is repeated
  /// along it, without memory for the repetitions; nil where there is no such axis.
  static func expanded(_ array: NDArray) -> NDArray? {
    guard let axis = array.shape.firstIndex(where: { $0 > 1 }) else { return nil }
    return array.sliced(axis: axis, start: 0, count: 1).expanded(to: array.shape)
  }
}
