import CKernels
import COpenBLAS

/// The element types that gradients exist for, with the loops and products for each.
protocol FloatingScalar: Scalar, BinaryFloatingPoint {
  static func unary(
    _ f: TesseraUnary, _ n: Int, _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>)
  static func binary(
    _ f: TesseraBinary, _ n: Int, _ a: UnsafePointer<Self>, _ aStep: Int,
    _ b: UnsafePointer<Self>, _ bStep: Int, _ y: UnsafeMutablePointer<Self>)
  static func sum(_ n: Int, _ x: UnsafePointer<Self>) -> Double
  static func sumRows(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>)
  static func max(_ n: Int, _ x: UnsafePointer<Self>) -> Self
  /// Softmax of each row, or its logarithm.
  static func softmaxRows(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>,
    isLogarithm: Bool)
  static func bce(
    _ n: Int, _ x: UnsafePointer<Self>, _ t: UnsafePointer<Self>,
    _ y: UnsafeMutablePointer<Self>)
  static func bceSum(_ n: Int, _ x: UnsafePointer<Self>, _ t: UnsafePointer<Self>) -> Double
  static func unfold(
    _ w: UnsafePointer<TesseraWindow>, _ b: TesseraBlock, _ channels: Int, _ x: UnsafePointer<Self>,
    _ columns: UnsafeMutablePointer<Self>, _ pitch: Int)
  static func fold(
    _ w: UnsafePointer<TesseraWindow>, _ b: TesseraBlock, _ channels: Int,
    _ columns: UnsafePointer<Self>, _ pitch: Int, _ x: UnsafeMutablePointer<Self>)
  /// c = op(a) op(b), row-major, m×k times k×n, rows of c `pitch` elements apart; to which `start` is
  /// added.
  static func gemm(
    _ m: Int, _ n: Int, _ k: Int, _ a: MatrixOperand<Self>, _ b: MatrixOperand<Self>,
    _ start: ProductStart<Self>, _ c: UnsafeMutablePointer<Self>, _ pitch: Int)
  /// How a convolution is computed.
  static func convolution(_ layout: ConvolutionLayout) -> any ConvolutionProducts<Self>
}

/// A matrix as BLAS takes it: where it starts, whether it is stored transposed, and the elements
/// from one stored row to the next.
struct MatrixOperand<T> {
  var pointer: UnsafePointer<T>
  var isTransposed: Bool
  var leadingDimension: Int

  var transpose: CBLAS_TRANSPOSE { isTransposed ? CblasTrans : CblasNoTrans }
  var rowStride: Int { isTransposed ? 1 : leadingDimension }
  var columnStride: Int { isTransposed ? leadingDimension : 1 }
}

/// What a matrix product is added to.
enum ProductStart<T> {
  case zero
  /// What the result holds already.
  case result
  /// A number for each column.
  case row(UnsafePointer<T>)
}

extension Float: FloatingScalar {
  static func unary(
    _ f: TesseraUnary, _ n: Int, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
  ) { tessera_unary_f32(f, n, x, y) }

  static func binary(
    _ f: TesseraBinary, _ n: Int, _ a: UnsafePointer<Float>, _ aStep: Int,
    _ b: UnsafePointer<Float>, _ bStep: Int, _ y: UnsafeMutablePointer<Float>
  ) { tessera_binary_f32(f, n, a, aStep, b, bStep, y) }

  static func sum(_ n: Int, _ x: UnsafePointer<Float>) -> Double { tessera_sum_f32(n, x) }

  static func sumRows(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
  ) { tessera_sum_rows_f32(rows, columns, x, y) }

  static func max(_ n: Int, _ x: UnsafePointer<Float>) -> Float { tessera_max_f32(n, x) }

  static func softmaxRows(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
    isLogarithm: Bool
  ) {
    if isLogarithm {
      tessera_log_softmax_rows_f32(rows, columns, x, y)
    } else {
      tessera_softmax_rows_f32(rows, columns, x, y)
    }
  }

  static func bce(
    _ n: Int, _ x: UnsafePointer<Float>, _ t: UnsafePointer<Float>,
    _ y: UnsafeMutablePointer<Float>
  ) { tessera_bce_logits_f32(n, x, t, y) }

  static func bceSum(_ n: Int, _ x: UnsafePointer<Float>, _ t: UnsafePointer<Float>) -> Double {
    tessera_bce_logits_sum_f32(n, x, t)
  }

  static func unfold(
    _ w: UnsafePointer<TesseraWindow>, _ b: TesseraBlock, _ channels: Int,
    _ x: UnsafePointer<Float>, _ columns: UnsafeMutablePointer<Float>, _ pitch: Int
  ) { tessera_unfold_f32(w, b, channels, x, columns, pitch) }

  static func fold(
    _ w: UnsafePointer<TesseraWindow>, _ b: TesseraBlock, _ channels: Int,
    _ columns: UnsafePointer<Float>, _ pitch: Int, _ x: UnsafeMutablePointer<Float>
  ) { tessera_fold_f32(w, b, channels, columns, pitch, x) }

  static func gemm(
    _ m: Int, _ n: Int, _ k: Int, _ a: MatrixOperand<Float>, _ b: MatrixOperand<Float>,
    _ start: ProductStart<Float>, _ c: UnsafeMutablePointer<Float>, _ pitch: Int
  ) {
    var product = TesseraGemm(
      rows: m, columns: n, depth: k, a: a.pointer, aRow: a.rowStride, aColumn: a.columnStride,
      b: b.pointer, bRow: b.rowStride, bColumn: b.columnStride, bias: nil, c: c, pitch: pitch,
      accumulates: 0, activation: Int32(TesseraNoActivation))
    switch start {
    case .zero: break
    case .result: product.accumulates = 1
    case .row(let bias): product.bias = bias
    }
    tessera_gemm_f32(&product, Threads.most)
  }

  static func convolution(_ layout: ConvolutionLayout) -> any ConvolutionProducts<Float> {
    if let products = ChannelsLastConvolution(layout) { return products }
    return ConvolutionRun<Float>(layout)
  }
}

extension Double: FloatingScalar {
  static func unary(
    _ f: TesseraUnary, _ n: Int, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>
  ) { tessera_unary_f64(f, n, x, y) }

  static func binary(
    _ f: TesseraBinary, _ n: Int, _ a: UnsafePointer<Double>, _ aStep: Int,
    _ b: UnsafePointer<Double>, _ bStep: Int, _ y: UnsafeMutablePointer<Double>
  ) { tessera_binary_f64(f, n, a, aStep, b, bStep, y) }

  static func sum(_ n: Int, _ x: UnsafePointer<Double>) -> Double { tessera_sum_f64(n, x) }

  static func sumRows(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>
  ) { tessera_sum_rows_f64(rows, columns, x, y) }

  static func max(_ n: Int, _ x: UnsafePointer<Double>) -> Double { tessera_max_f64(n, x) }

  static func softmaxRows(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>,
    isLogarithm: Bool
  ) {
    if isLogarithm {
      tessera_log_softmax_rows_f64(rows, columns, x, y)
    } else {
      tessera_softmax_rows_f64(rows, columns, x, y)
    }
  }

  static func bce(
    _ n: Int, _ x: UnsafePointer<Double>, _ t: UnsafePointer<Double>,
    _ y: UnsafeMutablePointer<Double>
  ) { tessera_bce_logits_f64(n, x, t, y) }

  static func bceSum(_ n: Int, _ x: UnsafePointer<Double>, _ t: UnsafePointer<Double>) -> Double {
    tessera_bce_logits_sum_f64(n, x, t)
  }

  static func unfold(
    _ w: UnsafePointer<TesseraWindow>, _ b: TesseraBlock, _ channels: Int,
    _ x: UnsafePointer<Double>, _ columns: UnsafeMutablePointer<Double>, _ pitch: Int
  ) { tessera_unfold_f64(w, b, channels, x, columns, pitch) }

  static func fold(
    _ w: UnsafePointer<TesseraWindow>, _ b: TesseraBlock, _ channels: Int,
    _ columns: UnsafePointer<Double>, _ pitch: Int, _ x: UnsafeMutablePointer<Double>
  ) { tessera_fold_f64(w, b, channels, columns, pitch, x) }

  static func gemm(
    _ m: Int, _ n: Int, _ k: Int, _ a: MatrixOperand<Double>, _ b: MatrixOperand<Double>,
    _ start: ProductStart<Double>, _ c: UnsafeMutablePointer<Double>, _ pitch: Int
  ) {
    var beta = 1.0
    switch start {
    case .zero: beta = 0
    case .result: break
    case .row(let bias):
      for row in 0..<m { (c + row * pitch).update(from: bias, count: n) }
    }
    cblas_dgemm(
      CblasRowMajor, a.transpose, b.transpose, blasint(m), blasint(n), blasint(k), 1, a.pointer,
      blasint(a.leadingDimension), b.pointer, blasint(b.leadingDimension), beta, c, blasint(pitch))
  }

  static func convolution(_ layout: ConvolutionLayout) -> any ConvolutionProducts<Double> {
    ConvolutionRun<Double>(layout)
  }
}
