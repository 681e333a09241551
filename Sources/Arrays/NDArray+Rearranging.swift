// Copies of the elements in other arrangements.

extension NDArray {
  /// The whole array repeated along each axis.
  public func tiled(_ repeats: [Int]) -> NDArray {
    precondition(repeats.count == rank, "repeats \(repeats) for the shape \(shape)")
    let parted = shape.flatMap { [1, $0] }
    let repeated = Swift.zip(repeats, shape).flatMap { [$0, $1] }
    return reshaped(parted).expanded(to: repeated).reshaped(
      Swift.zip(repeats, shape).map { $0 * $1 })
  }

  /// This array with `value` around it: `before` and `after` elements more along each axis.
  public func padded(before: [Int], after: [Int], with value: Double) -> NDArray {
    precondition(
      before.count == rank && after.count == rank, "\(before) and \(after) around \(shape)")
    let target = shape.indices.map { before[$0] + shape[$0] + after[$0] }
    let strides = Layout.rowMajorStrides(target)
    let start = Swift.zip(before, strides).reduce(0) { $0 + $1.0 * $1.1 }
    let filling = NDArray(scalar: value).cast(to: dataType)
    func run<T: BitwiseCopyable>(_ type: T.Type) -> NDArray {
      NDArray(shape: target, dataType: dataType) { target in
        guard let base = target.baseAddress, !target.isEmpty else { return }
        let to = base.assumingMemoryBound(to: type)
        filling.withBytes {
          to.update(repeating: $0.loadUnaligned(as: type), count: target.count / $0.count)
        }
        withExtendedLifetime(storage) {
          let from = storage.pointer.assumingMemoryBound(to: type)
          let loop = StridedLoop(shape: shape, strides: [strides, self.strides])
          loop.run { starts, count in
            let (to, from) = (to + start + starts[0], from + starts[1])
            let (toStep, fromStep) = (loop.innerStrides[0], loop.innerStrides[1])
            for index in 0..<count { to[index &* toStep] = from[index &* fromStep] }
          }
        }
      }
    }
    return byWidth(run, run, run, run)
  }

  /// The upper or lower triangle of the matrices in the last two axes, zeros elsewhere.
  ///
  /// - Parameters:
  ///   - isUpper: Whether elements on and above the diagonal stay, rather than on and below it.
  ///   - diagonal: The diagonal: 0 is the main one, positive ones lie above it.
  public func triangle(isUpper: Bool, diagonal: Int) -> NDArray {
    precondition(rank >= 2, "a triangle needs two axes, not the shape \(shape)")
    let (rows, columns) = (shape[rank - 2], shape[rank - 1])
    let width = dataType.byteWidth
    return NDArray(shape: shape, dataType: dataType) { target in
      guard var row = target.baseAddress, !target.isEmpty else { return }
      withBytes { target.copyMemory(from: $0) }
      for index in 0..<(count / columns) {
        // The first column that is not in the lower triangle, or not left out of the upper one.
        let edge = index % rows + diagonal + (isUpper ? 0 : 1)
        let column = Swift.min(Swift.max(edge, 0), columns)
        let cleared = isUpper ? 0..<column : column..<columns
        (row + cleared.lowerBound * width)
          .initializeMemory(as: UInt8.self, repeating: 0, count: cleared.count * width)
        row += columns * width
      }
    }
  }
}
