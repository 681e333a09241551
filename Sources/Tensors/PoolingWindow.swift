import Arrays

/// How a pooling kernel slides, by PyTorch's rules.
struct PoolingWindow: Sendable {
  let kernel: [Int]
  let strides: [Int]
  let padding: [Int]
  let dilations: [Int]
  /// Whether a last, incomplete window counts.
  let isCeiling: Bool

  /// Creates a window for `rank` spatial axes; the stride is the kernel's extent by default.
  init(
    _ rank: Int, kernel: PerAxis, stride: PerAxis?, padding: PerAxis, dilation: PerAxis = 1,
    isCeiling: Bool
  ) {
    self.kernel = kernel(rank)
    strides = (stride ?? kernel)(rank)
    self.padding = padding(rank)
    dilations = dilation(rank)
    self.isCeiling = isCeiling
  }

  /// The window for an input (N, C, spatial…), with as many zeros after each axis as its last
  /// output needs.
  ///
  /// - Throws: `ShapeError`.
  func window(_ shape: [Int]) throws -> SlidingWindow {
    var window = SlidingWindow(strides: strides, padding: padding, dilations: dilations)
    let extents = Array(shape.dropFirst(2))
    guard shape.count == kernel.count + 2, !extents.contains(0),
      zip(padding, kernel).allSatisfy({ 2 * $0 <= $1 }),
      window.outputExtents(extents, kernel: kernel) != nil
    else { throw ShapeError("shape \(shape) does not fit a pooling window \(self)") }
    guard isCeiling else { return window }
    for axis in extents.indices {
      let room =
        extents[axis] + 2 * padding[axis] - dilations[axis] * (kernel[axis] - 1) - 1
      // The last window starts inside the input or the padding before it.
      var last = (room + strides[axis] - 1) / strides[axis]
      if last * strides[axis] >= extents[axis] + padding[axis] { last -= 1 }
      window.paddingAfter[axis] += max(0, last * strides[axis] - room)
    }
    return window
  }

  /// The shape of the result.
  func outputShape(_ shape: [Int]) throws -> [Int] {
    let extents = try window(shape).outputExtents(Array(shape.dropFirst(2)), kernel: kernel)
    return shape.prefix(2) + (extents ?? [])
  }
}
