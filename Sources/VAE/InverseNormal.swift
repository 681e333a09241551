#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The number that a standard normal draw is below with a probability between 0 and 1.
///
/// Newton's method on the distribution function, which is concave on the right of 0, so that it
/// approaches the answer from below.
public func inverseNormal(_ probability: Double) -> Double {
  precondition(0 < probability && probability < 1, "no quantile at probability \(probability)")
  if probability < 0.5 { return -inverseNormal(1 - probability) }
  var x = 0.0
  for _ in 0..<100 {
    let excess = 0.5 * erfc(-x / 2.0.squareRoot()) - probability
    let step = excess / (exp(-x * x / 2) / (2 * Double.pi).squareRoot())
    x -= step
    if abs(step) < 1e-12 { break }
  }
  return x
}
