import CKernels

// The largest elements under a sliding kernel.

extension NDArray {
  /// The largest element under each place of a kernel over the spatial axes of (N, C, spatial…), and
  /// its int64 place in the input's channel, counted through the spatial axes.
  ///
  /// Elements outside the input count as less than any. Of equal elements the first is taken; NaN is
  /// larger than any number.
  public func maxPooled(
    kernel: [Int], _ window: SlidingWindow
  ) -> (values: NDArray, places: NDArray) {
    guard rank == window.rank + 2,
      let extents = window.outputExtents(Array(shape[2...]), kernel: kernel)
    else { fatalError("max pooling of shape \(shape) by \(kernel)") }
    let target = Array(shape[..<2]) + extents
    let geometry = window.geometry(input: Array(shape[2...]), kernel: kernel, output: extents)
    let (planes, plane) = (shape[0] * shape[1], shape[2...].reduce(1, *))
    let source = contiguous()
    func run<T: FloatingScalar>(_ type: T.Type) -> (values: NDArray, places: NDArray) {
      var values = NDArray(shape: target, of: type) { _ in }
      let places = NDArray(shape: target, of: Int64.self) { places in
        guard var place = places.baseAddress, !places.isEmpty else { return }
        values.withUnsafeMutableScalars(of: type) { values in
          guard var value = values.baseAddress else { return }
          withExtendedLifetime(source.storage) {
            let start = UnsafePointer(source.pointer(of: type))
            for index in 0..<planes {
              geometry.pool(start + index * plane, &value, &place)
            }
          }
        }
      }
      return (values, places)
    }
    return floating(run, run)
  }
}

extension TesseraWindow {
  /// Pools one channel and moves the pointers behind what it wrote.
  fileprivate func pool<T: FloatingScalar>(
    _ x: UnsafePointer<T>, _ values: inout UnsafeMutablePointer<T>,
    _ places: inout UnsafeMutablePointer<Int64>
  ) {
    for i in 0..<output.0 {
      let depths = Self.inside(i, stride.0, dilation.0, before.0, kernel.0, input.0)
      for j in 0..<output.1 {
        let rows = Self.inside(j, stride.1, dilation.1, before.1, kernel.1, input.1)
        for k in 0..<output.2 {
          let columns = Self.inside(k, stride.2, dilation.2, before.2, kernel.2, input.2)
          var best = -T.infinity
          var place = -1
          for depth in depths {
            for row in rows {
              let line = (depth * input.1 + row) * input.2
              for column in columns {
                let value = x[line + column]
                if value > best || value.isNaN || place < 0 {
                  (best, place) = (value, line + column)
                }
              }
            }
          }
          values.pointee = best
          places.pointee = Int64(max(0, place))
          values += 1
          places += 1
        }
      }
    }
  }

  /// The places of an axis that lie under a kernel and inside the input.
  private static func inside(
    _ place: Int, _ stride: Int, _ dilation: Int, _ before: Int, _ kernel: Int, _ input: Int
  ) -> StrideTo<Int> {
    let start = place * stride - before
    let first = start >= 0 ? start : start + (-start + dilation - 1) / dilation * dilation
    let end = min(start + (kernel - 1) * dilation + 1, input)
    return Swift.stride(from: first, to: max(first, end), by: dilation)
  }
}
