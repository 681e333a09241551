import CKernels

// The instructions that one call into the kernels computes, in parts for several threads.

extension Executor {
  /// Multiplications that are worth handing to another thread.
  private var leastWork: Double { 65_536 }

  /// Into how many parts work is divided, of at most `limit` pieces: more than there are threads, so
  /// that those that get on do more.
  ///
  /// Work is a Double because a product of sizes need not fit an Int of 32 bits.
  func partCount(work: Double, limit: Int) -> Int {
    let threads = host.threadCount
    if threads < 2 { return 1 }
    return max(1, min(4 * threads, limit, Int(min(work / leastWork, 1_000_000))))
  }

  /// Calls `body` for the first and the end of each of `parts` ranges, alike in length, that make up
  /// `0..<count`.
  func forEachRange(_ count: Int, parts: Int, _ body: (Int, Int) -> Void) {
    host.forEachPart(parts) { part in body(count * part / parts, count * (part + 1) / parts) }
  }

  func multiplyPacked(_ product: Product) {
    let matrix = product.matrix
    let (m, n) = (matrix.rows, matrix.columns)
    if m == 0 || n == 0 { return }
    let values = TesseraProduct(
      rows: m, columns: n, depth: matrix.depth, a: read(product.first), b: read(product.second),
      bias: product.bias.map { read($0.operand) }, biasRow: product.bias?.rowStride ?? 0,
      biasColumn: product.bias?.columnStride ?? 0, y: write(product.target),
      activation: code(product.activation))
    let panel = TesseraPanel
    // Few rows share the columns among threads, many the rows.
    let panels = (n + panel - 1) / panel
    let byColumns = m < 16
    let parts = partCount(
      work: Double(m) * Double(n) * Double(matrix.depth), limit: byColumns ? panels : m / 16)
    withUnsafePointer(to: values) { values in
      forEachRange(byColumns ? panels : m, parts: parts) { first, end in
        tessera_product_f32(
          values,
          byColumns
            ? TesseraPart(
              firstRow: 0, endRow: m, firstColumn: first * panel, endColumn: min(end * panel, n))
            : TesseraPart(firstRow: first, endRow: end, firstColumn: 0, endColumn: n))
      }
    }
  }

  func execute(_ convolution: Convolution) {
    let weights = read(convolution.weights)
    let (width, count) = convolution.lines
    let values = TesseraConvolution(
      window: TesseraWindow(convolution.axes), batch: convolution.batch,
      inputs: convolution.inputs, outputs: convolution.outputs,
      spreads: convolution.isTransposed ? 1 : 0, zeros: weights + convolution.weightCount,
      x: read(convolution.source), weights: weights, bias: convolution.bias.map { read($0) },
      y: write(convolution.target), activation: code(convolution.activation))
    let taps = convolution.axes.reduce(1) { $0 * $1.kernel }
    let channels = Double(convolution.inputs) * Double(convolution.outputs)
    let work = Double(count) * Double(width) * Double(taps) * channels
    let parts = partCount(work: work, limit: count)
    withUnsafePointer(to: values) { values in
      forEachRange(count, parts: parts) { first, end in
        tessera_convolve_f32(values, first, end)
      }
    }
  }

  func execute(_ pool: Pool) {
    let axes = pool.axes
    let values = TesseraPool(
      window: TesseraWindow(axes), after: (axes[0].after, axes[1].after, axes[2].after),
      isMean: pool.isMean ? 1 : 0, countsPadding: pool.countsPadding ? 1 : 0, batch: pool.batch,
      channels: pool.channels, x: read(pool.source), y: write(pool.target))
    let count = pool.batch * axes[0].output * axes[1].output
    let outputs = Double(count) * Double(axes[2].output) * Double(pool.channels)
    let work = axes.reduce(outputs) { $0 * Double($1.kernel) }
    let parts = partCount(work: work, limit: count)
    withUnsafePointer(to: values) { values in
      forEachRange(count, parts: parts) { first, end in tessera_pool_f32(values, first, end) }
    }
  }

  private func code(_ activation: UnaryOperation?) -> Int32 {
    activation.map { Int32($0.kernel.rawValue) } ?? Int32(TesseraNoActivation)
  }
}
