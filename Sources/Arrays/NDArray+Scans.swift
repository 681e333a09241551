// Running sums.

extension NDArray {
  /// The sum of each element and all before it along `axis`, or all after it when `reversed`.
  ///
  /// Floating-point sums are accumulated in double precision; sums of int64 numbers wrap around.
  public func cumulativeSum(axis: Int, reversed: Bool = false) -> NDArray {
    precondition(shape.indices.contains(axis), "axis \(axis) of shape \(shape)")
    if dataType == .int64 {
      return scan(axis, reversed, Int64.self, from: Int64(0), { $0 &+ $1 }, { $0 })
    }
    func run<T: FloatingScalar>(_ type: T.Type) -> NDArray {
      scan(axis, reversed, type, from: 0.0, { $0 + Double($1) }, { T($0) })
    }
    return floating(run, run)
  }

  @inline(__always)
  private func scan<T: Scalar, Total>(
    _ axis: Int, _ reversed: Bool, _ type: T.Type, from zero: Total,
    _ adding: (Total, T) -> Total, _ rounding: (Total) -> T
  ) -> NDArray {
    let extent = shape[axis]
    let inner = shape[(axis + 1)...].reduce(1, *)
    let first = reversed ? Swift.max(0, extent - 1) * inner : 0
    let step = reversed ? -inner : inner
    return withScalars(of: type) { source in
      NDArray(shape: shape, of: type) { target in
        for block in stride(from: 0, to: target.count, by: Swift.max(1, extent * inner)) {
          for lane in 0..<inner {
            var total = zero
            var place = block + first + lane
            for _ in 0..<extent {
              total = adding(total, source[place])
              target[place] = rounding(total)
              place += step
            }
          }
        }
      }
    }
  }
}
