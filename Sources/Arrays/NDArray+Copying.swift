import CKernels

// Copies in row-major order.

extension NDArray {
  /// This array in row-major order without gaps: itself where it is so already.
  public func contiguous() -> NDArray { isContiguous ? self : copy() }

  /// A row-major copy with memory of its own.
  func copy() -> NDArray {
    NDArray(shape: shape, dataType: dataType) { target in
      guard let base = target.baseAddress, count > 0 else { return }
      if isContiguous {
        base.copyMemory(from: storage.pointer, byteCount: target.count)
        return
      }
      let loop = StridedLoop(shape: shape, strides: [layout.explicitStrides])
      if dataType.byteWidth == 4, let matrices = loop.transposition {
        transpose(matrices, to: base)
        return
      }
      func run<T: BitwiseCopyable>(_ type: T.Type) { gather(type, loop, base) }
      byWidth(run, run, run, run)
    }
  }

  /// The same elements with the axes in the order in which another array of this shape lies.
  func laid(as other: Layout) -> NDArray {
    if layout.hasOrder(of: other) { return self }
    let order = other.order
    return permuted(order).contiguous().permuted(order.inverse)
  }

  private func gather<T: BitwiseCopyable>(
    _ type: T.Type, _ loop: StridedLoop, _ target: UnsafeMutableRawPointer
  ) {
    let source = storage.pointer.assumingMemoryBound(to: type)
    var target = target.assumingMemoryBound(to: type)
    let step = loop.innerStrides[0]
    loop.run { starts, count in
      let from = source + starts[0]
      for index in 0..<count { target[index] = from[index &* step] }
      target += count
    }
  }

  private func transpose(
    _ matrices: StridedLoop.Transposition, to target: UnsafeMutableRawPointer
  ) {
    let source = storage.pointer.assumingMemoryBound(to: Float.self)
    let target = target.assumingMemoryBound(to: Float.self)
    let (rows, columns) = (matrices.rows, matrices.columns)
    // Columns of the source, as rows of the target, in bands.
    let width = Swift.max(16, Threads.chunk / Swift.max(1, rows) / 16 * 16)
    let bands = (columns + width - 1) / width
    Threads.forEachPart(
      bands * matrices.starts.count, threads: count <= 2 * Threads.chunk ? 1 : Threads.most
    ) { part in
      let (matrix, first) = (part / bands, part % bands * width)
      tessera_transpose_f32(
        rows, Swift.min(width, columns - first), source + matrices.starts[matrix] + first,
        matrices.pitch, target + (matrix * columns + first) * rows, rows)
    }
  }
}

extension [Int] {
  /// The permutation that undoes this one.
  var inverse: [Int] {
    var result = self
    for (place, axis) in enumerated() { result[axis] = place }
    return result
  }
}
