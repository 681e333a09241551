import Arrays

extension Tensor {
  /// Tensors of one shape along a further axis, at `axis` of the result.
  public static func stacked(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
    guard let first = tensors.first else { fatalError("stacking no tensors") }
    if let other = tensors.first(where: { $0.shape != first.shape }) {
      fatalError("tensors of shapes \(first.shape) and \(other.shape) do not stack")
    }
    let axis = axis < 0 ? axis + first.rank + 1 : axis
    return concatenate(tensors.map { $0.unsqueezed(axis: axis) }, axis: axis)
  }

  /// Consecutive parts along `axis` with the extents `sizes`, which add up to the axis' extent.
  public func split(axis: Int, sizes: [Int]) -> [Tensor] {
    let axis = resolved(axis)
    guard sizes.reduce(0, +) == shape[axis], sizes.allSatisfy({ $0 >= 0 }) else {
      fatalError("sizes \(sizes) do not add up to axis \(axis) of the shape \(shape)")
    }
    var start = 0
    return sizes.map { size in
      defer { start += size }
      return sliced(axis: axis, start..<start + size)
    }
  }

  /// Consecutive parts along `axis`, each of `size` elements but for the last, which has what
  /// remains.
  public func split(axis: Int, size: Int) -> [Tensor] {
    let axis = resolved(axis)
    guard size > 0 else { fatalError("parts of \(size) elements of the shape \(shape)") }
    return stride(from: 0, to: shape[axis], by: size).map { start in
      sliced(axis: axis, start..<Swift.min(start + size, shape[axis]))
    }
  }

  /// The elements in reverse order along each of `axes`.
  public func flipped(axes: [Int]) -> Tensor {
    axes.reduce(self) { $0.sliced(axis: $1, by: -1) }
  }

  /// The elements moved by `shift` places along `axis`, those that leave at one end entering at the
  /// other.
  public func rolled(by shift: Int, axis: Int) -> Tensor {
    let axis = resolved(axis)
    let extent = shape[axis]
    let moved = extent == 0 ? 0 : ((shift % extent) + extent) % extent
    if moved == 0 { return self }
    return .concatenate(
      [sliced(axis: axis, from: -moved), sliced(axis: axis, to: -moved)], axis: axis)
  }

  /// The elements moved by `shifts` places along `axes`, those that leave at one end entering at the
  /// other.
  public func rolled(by shifts: [Int], axes: [Int]) -> Tensor {
    guard shifts.count == axes.count else { fatalError("shifts \(shifts) along the axes \(axes)") }
    return zip(shifts, axes).reduce(self) { $0.rolled(by: $1.0, axis: $1.1) }
  }
}
