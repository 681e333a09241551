import CKernels

/// The element types that optimisers work on, with the loops for each.
protocol OptimizedScalar: FloatingScalar {
  static func adam(
    _ a: TesseraAdam, _ n: Int, _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>,
    _ m: UnsafeMutablePointer<Self>, _ v: UnsafeMutablePointer<Self>)
  static func sgd(
    _ a: TesseraSGD, _ n: Int, _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>,
    _ v: UnsafeMutablePointer<Self>?)
  static func rmsprop(
    _ a: TesseraRMSProp, _ n: Int, _ p: UnsafeMutablePointer<Self>, _ g: UnsafePointer<Self>,
    _ s: UnsafeMutablePointer<Self>, _ m: UnsafeMutablePointer<Self>?,
    _ v: UnsafeMutablePointer<Self>?)
  static func sumOfSquares(_ n: Int, _ x: UnsafePointer<Self>) -> Double
  static func scale(_ factor: Double, _ n: Int, _ x: UnsafeMutablePointer<Self>)
  static func clamp(_ limit: Double, _ n: Int, _ x: UnsafeMutablePointer<Self>)
}

extension Float: OptimizedScalar {
  static func adam(
    _ a: TesseraAdam, _ n: Int, _ p: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>,
    _ m: UnsafeMutablePointer<Float>, _ v: UnsafeMutablePointer<Float>
  ) { tessera_adam_f32(a, n, p, g, m, v) }

  static func sgd(
    _ a: TesseraSGD, _ n: Int, _ p: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>,
    _ v: UnsafeMutablePointer<Float>?
  ) { tessera_sgd_f32(a, n, p, g, v) }

  static func rmsprop(
    _ a: TesseraRMSProp, _ n: Int, _ p: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>,
    _ s: UnsafeMutablePointer<Float>, _ m: UnsafeMutablePointer<Float>?,
    _ v: UnsafeMutablePointer<Float>?
  ) { tessera_rmsprop_f32(a, n, p, g, s, m, v) }

  static func sumOfSquares(_ n: Int, _ x: UnsafePointer<Float>) -> Double {
    tessera_sum_squares_f32(n, x)
  }

  static func scale(_ factor: Double, _ n: Int, _ x: UnsafeMutablePointer<Float>) {
    tessera_scale_f32(factor, n, x)
  }

  static func clamp(_ limit: Double, _ n: Int, _ x: UnsafeMutablePointer<Float>) {
    tessera_clamp_f32(limit, n, x)
  }
}

extension Double: OptimizedScalar {
  static func adam(
    _ a: TesseraAdam, _ n: Int, _ p: UnsafeMutablePointer<Double>, _ g: UnsafePointer<Double>,
    _ m: UnsafeMutablePointer<Double>, _ v: UnsafeMutablePointer<Double>
  ) { tessera_adam_f64(a, n, p, g, m, v) }

  static func sgd(
    _ a: TesseraSGD, _ n: Int, _ p: UnsafeMutablePointer<Double>, _ g: UnsafePointer<Double>,
    _ v: UnsafeMutablePointer<Double>?
  ) { tessera_sgd_f64(a, n, p, g, v) }

  static func rmsprop(
    _ a: TesseraRMSProp, _ n: Int, _ p: UnsafeMutablePointer<Double>, _ g: UnsafePointer<Double>,
    _ s: UnsafeMutablePointer<Double>, _ m: UnsafeMutablePointer<Double>?,
    _ v: UnsafeMutablePointer<Double>?
  ) { tessera_rmsprop_f64(a, n, p, g, s, m, v) }

  static func sumOfSquares(_ n: Int, _ x: UnsafePointer<Double>) -> Double {
    tessera_sum_squares_f64(n, x)
  }

  static func scale(_ factor: Double, _ n: Int, _ x: UnsafeMutablePointer<Double>) {
    tessera_scale_f64(factor, n, x)
  }

  static func clamp(_ limit: Double, _ n: Int, _ x: UnsafeMutablePointer<Double>) {
    tessera_clamp_f64(limit, n, x)
  }
}
