/// The two forms of the Gaussian error linear unit.
public enum GELUForm: Sendable, Hashable {
  /// By the error function.
  case exact
  /// By tanh, as the first transformers had it.
  case tanh
}

extension Tensor {
  /// The scaled exponential linear unit, whose constants keep mean 0 and variance 1 from layer to
  /// layer (Klambauer, Unterthiner, Mayr, Hochreiter 2017).
  public func selu() -> Tensor {
    elu(alpha: 1.6732632423543772848170429916717) * 1.0507009873554804934193349852946
  }

  /// x times its logistic function (Elfwing, Uchibe, Doya 2018); also called swish.
  public func silu() -> Tensor { self * sigmoid() }

  /// x times the probability that a standard normal variable is less (Hendrycks, Gimpel 2016).
  public func gelu(_ form: GELUForm = .exact) -> Tensor {
    switch form {
    case .exact:
      return self * 0.5 * (1 + (self * 0.5.squareRoot()).erf())
    case .tanh:
      let inner = (self + 0.044715 * pow(3)) * (2 / Double.pi).squareRoot()
      return self * 0.5 * (1 + inner.tanh())
    }
  }

  /// The logarithm of the logistic function, without overflow.
  public func logSigmoid() -> Tensor { -(-self).softplus() }

  /// x times `hardSigmoid()` (Howard and others 2019).
  public func hardSwish() -> Tensor { self * hardSigmoid() }

  /// x times the hyperbolic tangent of its softplus (Misra 2019).
  public func mish() -> Tensor { self * softplus().tanh() }
}
