import CKernels

extension ConstantBuffer {
  /// A matrix in the order in which products read their second factor.
  ///
  /// - Parameters:
  ///   - depth: Rows.
  ///   - columns: Columns.
  ///   - factor: What every element is multiplied by.
  ///   - elements: The matrix.
  ///   - rowStride: Elements from one row to the next.
  ///   - columnStride: Elements from one column to the next.
  public convenience init(
    packing elements: UnsafePointer<Float>, depth: Int, columns: Int, factor: Float,
    rowStride: Int, columnStride: Int
  ) {
    self.init(count: tessera_packed_count(depth, columns)) { target in
      guard let base = target.baseAddress else { return }
      tessera_pack_f32(depth, columns, factor, elements, rowStride, columnStride, base)
    }
  }

  /// The weights of a convolution in the order in which it reads them, with the zeros after them.
  ///
  /// - Parameters:
  ///   - elements: The weights.
  ///   - taps: The number of the kernel's elements, which lie one after the other.
  ///   - rowCount: The kernel's extent along the last axis.
  ///   - inputs: Channels of the source.
  ///   - outputs: Channels of the target.
  ///   - inputStride: Elements from one source channel to the next.
  ///   - outputStride: Elements from one target channel to the next.
  public convenience init(
    packing elements: UnsafePointer<Float>, taps: Int, rowCount: Int, inputs: Int, outputs: Int,
    inputStride: Int, outputStride: Int
  ) {
    let count = tessera_packed_taps_count(taps, rowCount, inputs, outputs)
    self.init(count: count + inputs) { target in
      guard let base = target.baseAddress else { return }
      (base + count).update(repeating: 0, count: inputs)
      tessera_pack_convolution_f32(
        taps, rowCount, inputs, outputs, elements, inputStride, outputStride, base)
    }
  }
}
