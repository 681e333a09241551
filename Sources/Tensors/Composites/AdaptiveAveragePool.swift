import Arrays

extension Tensor {
  /// The means of images (N, C, height, width) over a grid of `size` cells of nearly equal extents,
  /// which may overlap by a row or column (PyTorch's rule).
  public func adaptiveAvgPool2d(_ size: PerAxis) -> Tensor { adaptiveAveragePool(size(2)) }

  /// The same for sequences (N, C, length).
  public func adaptiveAvgPool1d(_ size: PerAxis) -> Tensor { adaptiveAveragePool(size(1)) }

  private func adaptiveAveragePool(_ size: [Int]) -> Tensor {
    let extents = Array(shape.dropFirst(2))
    if extents.count != size.count || size.contains(where: { $0 < 1 }) || extents.contains(0) {
      fatalError("adaptive pooling of shape \(shape) to \(size)")
    }
    if zip(extents, size).allSatisfy({ $0 % $1 == 0 }) {
      let kernel = PerAxis(zip(extents, size).map(/))
      let window = PoolingWindow(
        size.count, kernel: kernel, stride: nil, padding: 0, isCeiling: false)
      return Tensor.apply(AveragePool(window: window, countsPadding: true), [self])
    }
    return mapped(
      zip(extents, size).map { extent, size in
        AxisMap(
          from: extent,
          (0..<size).map { cell in
            let places = cell * extent / size..<((cell + 1) * extent + size - 1) / size
            return places.map { AxisMap.Term($0, 1 / Double(places.count)) }
          })
      })
  }
}
