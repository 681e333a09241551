extension NDArray {
  /// These numbers to the power of others, broadcast to a common shape.
  public func raised(to exponent: NDArray) -> NDArray {
    if exponent.count == 1 && exponent.rank <= rank {
      switch exponent.cast(to: .float64).scalar(Double.self) {
      case 2: return applying(.square)
      case 3: return applying(.square).combining(.multiply, self)
      case 0.5: return applying(.squareRoot)
      case -1: return applying(.reciprocal)
      default: break
      }
    }
    return combining(.power, exponent)
  }
}
