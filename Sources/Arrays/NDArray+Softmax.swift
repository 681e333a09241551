extension NDArray {
  /// exp(x) / Σ exp(x) over one axis of a floating-point array, or its logarithm; neither overflows.
  public func softmax(axis: Int, isLogarithm: Bool = false) -> NDArray {
    var order = Array(shape.indices)
    order.append(order.remove(at: axis))
    let moved = permuted(order).contiguous()
    let columns = shape[axis]
    func run<T: FloatingScalar>(_ type: T.Type) -> NDArray {
      NDArray(shape: moved.shape, of: type) { target in
        guard let base = target.baseAddress, !target.isEmpty else { return }
        withExtendedLifetime(moved.storage) {
          T.softmaxRows(
            count / columns, columns, moved.pointer(of: type), base, isLogarithm: isLogarithm)
        }
      }
    }
    let rows = floating(run, run)
    var back = Array(shape.indices.dropLast())
    back.insert(rank - 1, at: axis)
    return rows.permuted(back)
  }
}
