// Other views of the same elements.

extension NDArray {
  /// The same elements with another shape of the same count; copies only a strided view.
  public func reshaped(_ shape: [Int]) -> NDArray {
    let layout = Layout(shape)
    precondition(layout.count == count, "shape \(self.shape) cannot be reshaped to \(shape)")
    return NDArray(contiguous().storage.viewed(as: layout))
  }

  /// The axes in another order: axis `k` of the result is axis `axes[k]` of this array.
  public func permuted(_ axes: [Int]) -> NDArray {
    precondition(
      axes.sorted() == Array(shape.indices), "\(axes) is no permutation of \(rank) axes")
    let strides = self.strides
    return view(shape: axes.map { shape[$0] }, strides: axes.map { strides[$0] })
  }

  /// The last two axes exchanged.
  public func transposed() -> NDArray {
    precondition(rank >= 2, "transposing needs two axes, not the shape \(shape)")
    var axes = Array(shape.indices)
    axes.swapAt(rank - 1, rank - 2)
    return permuted(axes)
  }

  /// Elements repeated along new leading axes and axes of extent 1, without a copy.
  public func expanded(to target: [Int]) -> NDArray {
    let lead = target.count - rank
    precondition(lead >= 0, "shape \(shape) cannot be expanded to \(target)")
    if target == shape { return self }
    let strides = self.strides
    var steps = [Int](repeating: 0, count: target.count)
    for axis in shape.indices {
      precondition(
        shape[axis] == target[lead + axis] || shape[axis] == 1,
        "shape \(shape) cannot be expanded to \(target)")
      steps[lead + axis] = shape[axis] == 1 ? 0 : strides[axis]
    }
    return view(shape: target, strides: steps)
  }

  /// Every `step`-th element of one axis from `start`, `count` of them; a negative step walks back.
  public func sliced(axis: Int, start: Int, count extent: Int, step: Int = 1) -> NDArray {
    precondition(shape.indices.contains(axis), "axis \(axis) of shape \(shape)")
    precondition(
      extent == 0
        || (shape[axis] > start && start >= 0
          && (0..<shape[axis]).contains(start + (extent - 1) * step)),
      "slice from \(start), \(extent) elements by \(step), outside axis \(axis) of \(shape)")
    var steps = strides
    var target = shape
    let first = extent == 0 ? 0 : start * steps[axis]
    steps[axis] *= step
    target[axis] = extent
    return view(shape: target, strides: steps, offset: first)
  }

  func view(shape: [Int], strides: [Int], offset: Int = 0) -> NDArray {
    NDArray(storage.viewed(as: Layout(shape, strides: strides), offset: offset))
  }

  /// The shape that two shapes broadcast to, or nil where they do not fit (NumPy's rule).
  public static func broadcast(_ a: [Int], _ b: [Int]) -> [Int]? {
    if a == b { return a }
    let rank = Swift.max(a.count, b.count)
    var shape = [Int](repeating: 1, count: rank)
    for axis in 0..<rank {
      let x = axis < rank - a.count ? 1 : a[axis - (rank - a.count)]
      let y = axis < rank - b.count ? 1 : b[axis - (rank - b.count)]
      guard x == y || x == 1 || y == 1 else { return nil }
      shape[axis] = x == 1 ? y : x
    }
    return shape
  }
}
