// Reductions over any axes of floating-point arrays.

extension NDArray {
  /// The sum over `axes`, which keep extent 1 when `keepingAxes`.
  ///
  /// Sums of rows are accumulated in double precision over blocks.
  public func sum(axes: [Int], keepingAxes: Bool = false) -> NDArray {
    if axes.isEmpty { return self }
    func run<T: FloatingScalar>(_ type: T.Type) -> NDArray {
      if isContiguous && axes.count == axes.max().map({ $0 + 1 }) && axes.count < rank {
        return sumLeading(axes.count, type)
      }
      return reduceRows(axes, type) { T($1 == 0 ? 0 : T.sum($1, $0)) }
    }
    let result = floating(run, run)
    return result.reshaped(reducedShape(axes, keepingAxes))
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

  /// The shape after reducing `axes`.
  public func reducedShape(_ axes: [Int], _ keepingAxes: Bool) -> [Int] {
    shape.indices.compactMap { axes.contains($0) ? (keepingAxes ? 1 : nil) : shape[$0] }
  }

  /// Sums the first `leading` axes of a contiguous array: rows added up.
  private func sumLeading<T: FloatingScalar>(_ leading: Int, _ type: T.Type) -> NDArray {
    let rows = shape[..<leading].reduce(1, *)
    let columns = shape[leading...].reduce(1, *)
    return NDArray(shape: Array(shape[leading...]), of: type) { target in
      guard let base = target.baseAddress else { return }
      withExtendedLifetime(storage) { T.sumRows(rows, columns, pointer(of: type), base) }
    }
  }

  /// Reduces each row of the array with `axes` moved to the end.
  private func reduceRows<T: FloatingScalar>(
    _ axes: [Int], _ type: T.Type, _ reduce: (UnsafePointer<T>, Int) -> T
  ) -> NDArray {
    let kept = shape.indices.filter { !axes.contains($0) }
    let moved = permuted(kept + axes.sorted()).contiguous()
    let length = axes.reduce(1) { $0 * shape[$1] }
    return NDArray(shape: kept.map { shape[$0] }, of: type) { target in
      withExtendedLifetime(moved.storage) {
        let source = UnsafePointer(moved.pointer(of: type))
        for row in target.indices { target[row] = reduce(source + row * length, length) }
      }
    }
  }
}
