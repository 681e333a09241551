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
    let count = packedTapCount(taps, rowCount: rowCount, inputs: inputs, outputs: outputs)
    self.init(count: count + inputs) { target in
      guard let base = target.baseAddress else { return }
      (base + count).update(repeating: 0, count: inputs)
      if tessera_has_few_outputs(rowCount, outputs) == 0 {
        return tessera_pack_taps_f32(
          taps, inputs, outputs, elements, 1, inputStride, outputStride, base)
      }
      // Each row of the kernel is a matrix whose columns are its elements, for each output.
      let columns = rowCount * outputs
      let matrix = UnsafeMutablePointer<Float>.allocate(capacity: max(1, inputs * columns))
      defer { matrix.deallocate() }
      for row in 0..<(taps / rowCount) {
        for input in 0..<inputs {
          for column in 0..<columns {
            let tap = row * rowCount + column / outputs
            matrix[input * columns + column] =
              elements[column % outputs * outputStride + input * inputStride + tap]
          }
        }
        tessera_pack_f32(
          inputs, columns, 1, matrix, columns, 1,
          base + row * tessera_packed_count(inputs, columns))
      }
    }
  }
}
