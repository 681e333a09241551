// Reductions over any axes of floating-point arrays.

extension NDArray {
  /// The sum over `axes`, which keep extent 1 when `keepingAxes`.
  ///
  /// Sums of rows are accumulated in double precision over blocks.
  public func sum(axes: [Int], keepingAxes: Bool = false) -> NDArray {
    if axes.isEmpty { return self }
    if isDense && !isContiguous { return sumInOrder(axes, keepingAxes) }
    // Rows first: they lie together in memory.
    let rows = axes.filter { axis in (axis..<rank).allSatisfy(axes.contains) }
    if isContiguous && !rows.isEmpty && rows.count < axes.count {
      return sum(axes: rows, keepingAxes: true)
        .sum(axes: axes.filter { !rows.contains($0) }, keepingAxes: true)
        .reshaped(reducedShape(axes, keepingAxes))
    }
    func run<T: FloatingScalar>(_ type: T.Type) -> NDArray {
      if isContiguous && axes.count == axes.max().map({ $0 + 1 }) && axes.count < rank {
        return sumLeading(axes.count, type)
      }
      return reduceRows(axes, type) { row, count in
        T(Threads.sum(of: count) { T.sum($1, row + $0) })
      }
    }
    let result = floating(run, run)
    return result.reshaped(reducedShape(axes, keepingAxes))
  }

  /// The sum of elements without gaps, as that of the array whose axes are in the order of memory.
  private func sumInOrder(_ axes: [Int], _ keepingAxes: Bool) -> NDArray {
    let order = layout.order
    let places = order.inverse
    let sum = permuted(order).sum(axes: axes.map { places[$0] }, keepingAxes: true)
    return sum.permuted(places).reshaped(reducedShape(axes, keepingAxes))
  }

  /// The largest element over `axes`, which keep extent 1 when `keepingAxes`; NaN where one is.
  public func max(axes: [Int], keepingAxes: Bool = false) -> NDArray {
    if axes.isEmpty { return self }
    precondition(axes.allSatisfy { shape[$0] > 0 }, "the largest of no elements: shape \(shape)")
    func run<T: FloatingScalar>(_ type: T.Type) -> NDArray {
      reduceRows(axes, type) { T.max($1, $0) }
    }
    let result = floating(run, run)
    return result.reshaped(reducedShape(axes, keepingAxes))
  }

  /// The smallest element over `axes`, which keep extent 1 when `keepingAxes`; NaN where one is.
  public func min(axes: [Int], keepingAxes: Bool = false) -> NDArray {
    applying(.negate).max(axes: axes, keepingAxes: keepingAxes).applying(.negate)
  }

  /// The product over `axes`, which keep extent 1 when `keepingAxes`; 1 where there is nothing to
  /// multiply.
  public func product(axes: [Int], keepingAxes: Bool = false) -> NDArray {
    if axes.isEmpty { return self }
    func run<T: FloatingScalar>(_ type: T.Type) -> NDArray {
      reduceRows(axes, type) { row, count in
        var product: T = 1
        for index in 0..<count { product *= row[index] }
        return product
      }
    }
    let result = floating(run, run)
    return result.reshaped(reducedShape(axes, keepingAxes))
  }

  /// log Σ exp x over `axes`, which keep extent 1 when `keepingAxes`: computed from the distances to
  /// the largest element, so that no exponential overflows. −∞ where there is nothing to add.
  public func logSumExp(axes: [Int], keepingAxes: Bool = false) -> NDArray {
    let shift = exponentShift(axes: axes)
    let sum = combining(.subtract, shift).applying(.exponential).sum(axes: axes, keepingAxes: true)
    let result = sum.applying(.logarithm).combining(.add, shift)
    return result.reshaped(reducedShape(axes, keepingAxes))
  }

  /// What to subtract before exponentials are summed over `axes`, which keep extent 1: the largest
  /// element, or 0 where it is not finite or there is none.
  public func exponentShift(axes: [Int]) -> NDArray {
    func run<T: FloatingScalar>(_ type: T.Type) -> NDArray {
      if axes.contains(where: { shape[$0] == 0 }) {
        return .filled(reducedShape(axes, true), with: T.zero)
      }
      return max(axes: axes, keepingAxes: true).map(type) { $0.isFinite ? $0 : 0 }
    }
    return floating(run, run)
  }

  /// Where the largest element along `axis` is, as int64 numbers: the first of equal ones, and a NaN
  /// before any number. The axis is left out.
  public func argMax(axis: Int) -> NDArray {
    precondition(shape[axis] > 0, "the largest of no elements: axis \(axis) of shape \(shape)")
    func run<T: FloatingScalar>(_ type: T.Type) -> NDArray {
      reduceRows([axis], type) { row, count in
        var best = 0
        for index in 1..<Swift.max(1, count) where !(row[index] <= row[best]) {
          if !row[best].isNaN { best = index }
        }
        return Int64(best)
      }
    }
    return floating(run, run)
  }

  /// Where the smallest element along `axis` is, as `argMax(axis:)` counts.
  public func argMin(axis: Int) -> NDArray { applying(.negate).argMax(axis: axis) }

  /// 1 where an element equals that of another array of the same type, 0 elsewhere, broadcast to a
  /// common shape.
  public func equalities(with other: NDArray) -> NDArray {
    func run<T: FloatingScalar>(_ type: T.Type) -> NDArray {
      zip(other, of: type) { $0 == $1 ? T(1) : 0 }
    }
    return floating(run, run)
  }

  /// The shape after reducing `axes`.
  public func reducedShape(_ axes: [Int], _ keepingAxes: Bool) -> [Int] {
    shape.indices.compactMap { axes.contains($0) ? (keepingAxes ? 1 : nil) : shape[$0] }
  }

  /// Sums the first `leading` axes of a contiguous array: rows added up, many of them in parts.
  private func sumLeading<T: FloatingScalar>(_ leading: Int, _ type: T.Type) -> NDArray {
    let rows = shape[..<leading].reduce(1, *)
    let columns = shape[leading...].reduce(1, *)
    let most = Swift.max(256, 8 * Threads.chunk / Swift.max(1, columns))
    if rows <= most {
      return NDArray(shape: Array(shape[leading...]), of: type) { target in
        guard let base = target.baseAddress else { return }
        withExtendedLifetime(storage) { T.sumRows(rows, columns, pointer(of: type), base) }
      }
    }
    let parts = (rows + most - 1) / most
    let sums = NDArray(shape: [parts] + shape[leading...], of: type) { target in
      guard let base = target.baseAddress else { return }
      withExtendedLifetime(storage) {
        let source = pointer(of: type)
        Threads.forEachPart(parts) { part in
          let (first, end) = (rows * part / parts, rows * (part + 1) / parts)
          T.sumRows(end - first, columns, source + first * columns, base + part * columns)
        }
      }
    }
    return sums.sumLeading(1, type)
  }

  /// Reduces each row of the array with `axes` moved to the end.
  @inline(__always)
  private func reduceRows<T: FloatingScalar, R: Scalar>(
    _ axes: [Int], _ type: T.Type, _ reduce: (UnsafePointer<T>, Int) -> R
  ) -> NDArray {
    let kept = shape.indices.filter { !axes.contains($0) }
    let moved = permuted(kept + axes.sorted()).contiguous()
    let length = axes.reduce(1) { $0 * shape[$1] }
    let count = kept.reduce(1) { $0 * shape[$1] }
    return NDArray(shape: kept.map { shape[$0] }, of: R.self) { target in
      withExtendedLifetime(moved.storage) {
        guard let target = target.baseAddress else { return }
        let source = UnsafePointer(moved.pointer(of: type))
        let rows = Swift.max(1, Threads.chunk / Swift.max(1, length))
        Threads.forEachPart((count + rows - 1) / rows) { part in
          for row in part * rows..<Swift.min(count, (part + 1) * rows) {
            target[row] = reduce(source + row * length, length)
          }
        }
      }
    }
  }
}
