import CKernels

// The instructions that one call into the kernels computes, in parts for several threads.

extension Executor {
  /// Multiplications that are worth handing to another thread.
  private var leastWork: Int { 1 << 16 }

  /// Into how many parts work is divided, of at most `limit` pieces: more than there are threads, so
  /// that those that get on do more.
  func partCount(work: Int, limit: Int) -> Int {
    let threads = host.threadCount
    return threads < 2 ? 1 : max(1, min(4 * threads, limit, work / leastWork))
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
    let parts = partCount(work: m * n * matrix.depth, limit: byColumns ? panels : m / 16)
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
    let work = count * width * taps * convolution.inputs * convolution.outputs
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
    let work = axes.reduce(count * axes[2].output * pool.channels) { $0 * $1.kernel }
    let parts = partCount(work: work, limit: count)
    withUnsafePointer(to: values) { values in
      forEachRange(count, parts: parts) { first, end in tessera_pool_f32(values, first, end) }
    }
  }

  private func code(_ activation: UnaryOperation?) -> Int32 {
    activation.map { Int32($0.kernel.rawValue) } ?? Int32(TesseraNoActivation)
  }
}
