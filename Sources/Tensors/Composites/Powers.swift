extension Tensor {
  /// Every element times itself.
  public func square() -> Tensor { self * self }

  /// 1 divided by the square root of every element.
  public func rsqrt() -> Tensor { sqrt().reciprocal() }
}
