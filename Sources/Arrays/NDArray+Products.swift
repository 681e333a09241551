// Matrix products: of float32 by CKernels, of float64 by OpenBLAS.

extension NDArray {
  /// The matrix product: (…, m, k) times (…, k, n) gives (…, m, n), leading axes broadcast.
  ///
  /// An operand with one axis counts as a row (left) or a column (right), and that axis is left out
  /// of the result. Transposed matrices are read in place.
  public func matmul(_ other: NDArray) -> NDArray {
    if rank == 1 {
      let product = reshaped([1, count]).matmul(other)
      return product.reshaped(Self.removing(product.shape, at: Swift.max(0, product.rank - 2)))
    }
    if other.rank == 1 {
      let product = matmul(other.reshaped([other.count, 1]))
      return product.reshaped(Array(product.shape.dropLast()))
    }
    guard let shape = Self.matmulShape(shape, other.shape) else {
      fatalError("matmul of shapes \(shape) and \(other.shape)")
    }
    return floating({ product(other, shape, $0) }, { product(other, shape, $0) })
  }

  /// The shape of the matrix product of two arrays, or nil where they do not fit.
  public static func matmulShape(_ a: [Int], _ b: [Int]) -> [Int]? {
    guard !a.isEmpty, !b.isEmpty else { return nil }
    let left = a.count == 1 ? [1] + a : a
    let right = b.count == 1 ? b + [1] : b
    guard left[left.count - 1] == right[right.count - 2],
      let batch = broadcast(Array(left.dropLast(2)), Array(right.dropLast(2)))
    else { return nil }
    return batch + (a.count == 1 ? [] : [left[left.count - 2]])
      + (b.count == 1 ? [] : [right[right.count - 1]])
  }

  /// x wᵀ + b: rows of `self` (…, in) through weights (out, in) with a bias (out).
  public func affine(_ weight: NDArray, _ bias: NDArray) -> NDArray {
    precondition(
      rank >= 1 && weight.rank == 2 && shape[rank - 1] == weight.shape[1]
        && bias.shape == [weight.shape[0]],
      "affine of shapes \(shape), \(weight.shape) and \(bias.shape)")
    let rows = count / Swift.max(1, weight.shape[1])
    let flat = weight.shape[1] == 0 ? [shape.dropLast().reduce(1, *), 0] : [rows, weight.shape[1]]
    let matrix = reshaped(flat)
    func run<T: FloatingScalar>(_ type: T.Type) -> NDArray {
      let bias = bias.contiguous()
      return NDArray(shape: Array(shape.dropLast()) + bias.shape, of: type) { target in
        guard let base = target.baseAddress else { return }
        withExtendedLifetime(bias.storage) {
          let row = UnsafePointer(bias.pointer(of: type))
          matrix.product(weight.transposed(), of: type, .row(row), base)
        }
      }
    }
    return floating(run, run)
  }

  private static func removing(_ shape: [Int], at axis: Int) -> [Int] {
    var shape = shape
    shape.remove(at: axis)
    return shape
  }

  private func product<T: FloatingScalar>(
    _ other: NDArray, _ shape: [Int], _ type: T.Type
  ) -> NDArray {
    if rank == 2 && other.rank == 2 {
      return NDArray(shape: shape, of: type) { target in
        if let base = target.baseAddress { product(other, of: type, .zero, base) }
      }
    }
    if other.rank == 2 {  // One matrix on the right: the leading axes are rows.
      let rows = reshaped([self.shape.dropLast().reduce(1, *), self.shape[rank - 1]])
      return rows.product(other, [rows.shape[0], other.shape[1]], type).reshaped(shape)
    }
    return batchedProduct(other, shape, type)
  }

  private func batchedProduct<T: FloatingScalar>(
    _ other: NDArray, _ shape: [Int], _ type: T.Type
  ) -> NDArray {
    let batch = Array(shape.dropLast(2))
    let left = expanded(to: batch + self.shape.suffix(2))
    let right = other.expanded(to: batch + other.shape.suffix(2))
    let loop = StridedLoop(
      shape: batch + [1],
      strides: [left.strides.dropLast(2) + [0], right.strides.dropLast(2) + [0]])
    let step = shape.suffix(2).reduce(1, *)
    return NDArray(shape: shape, of: type) { target in
      guard var place = target.baseAddress else { return }
      loop.run { starts, count in
        for index in 0..<count {
          left.matrix(at: starts[0] + index * loop.innerStrides[0])
            .product(
              right.matrix(at: starts[1] + index * loop.innerStrides[1]), of: type, .zero, place)
          place += step
        }
      }
    }
  }

  /// The last two axes as a matrix, `start` elements from the first.
  private func matrix(at start: Int) -> NDArray {
    view(shape: Array(shape.suffix(2)), strides: Array(strides.suffix(2)), offset: start)
  }

  /// c = self · other + `start` for two matrices.
  private func product<T: FloatingScalar>(
    _ other: NDArray, of type: T.Type, _ start: ProductStart<T>,
    _ c: UnsafeMutablePointer<T>
  ) {
    precondition(
      dataType == other.dataType && type.dataType == dataType,
      "a product of \(dataType) and \(other.dataType)")
    let (m, n, k) = (shape[0], other.shape[1], shape[1])
    if m == 0 || n == 0 { return }
    let left = hasMatrixLayout ? self : contiguous()
    let right = other.hasMatrixLayout ? other : other.contiguous()
    withExtendedLifetime((left.storage, right.storage)) {
      T.gemm(
        m, n, k, left.matrixOperand(type), right.matrixOperand(type), start, c, n
      )
    }
  }

  /// Whether BLAS can read this matrix in place.
  private var hasMatrixLayout: Bool {
    if isContiguous { return true }
    let strides = layout.explicitStrides
    return (strides[1] == 1 && strides[0] >= shape[1])
      || (strides[0] == 1 && strides[1] >= shape[0])
  }

  private func matrixOperand<T: FloatingScalar>(_ type: T.Type) -> MatrixOperand<T> {
    let strides = self.strides
    let isTransposed = !isContiguous && !(strides[1] == 1 && strides[0] >= shape[1])
    return MatrixOperand(
      pointer: UnsafePointer(pointer(of: type)), isTransposed: isTransposed,
      leadingDimension: Swift.max(
        1, isTransposed ? strides[1] : isContiguous ? shape[1] : strides[0]))
  }
}
