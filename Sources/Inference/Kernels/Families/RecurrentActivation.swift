import Arrays

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// An activation of a recurrent operator, with its parameters.
struct RecurrentActivation: Sendable {
  /// The functions that the standard names.
  private enum Function: String {
    case relu, tanh, sigmoid, affine, leakyrelu, thresholdedrelu, scaledtanh, hardsigmoid, elu
    case softsign, softplus

    /// The usual first parameter; nil where there is none.
    var alpha: Float? {
      switch self {
      case .affine, .thresholdedrelu, .scaledtanh, .elu: 1
      case .leakyrelu: 0.01
      case .hardsigmoid: 0.2
      case .relu, .tanh, .sigmoid, .softsign, .softplus: nil
      }
    }

    /// The usual second parameter; nil where there is none.
    var beta: Float? {
      switch self {
      case .affine: 0
      case .scaledtanh: 1
      case .hardsigmoid: 0.5
      default: nil
      }
    }
  }

  private let function: Function
  private let alpha: Double
  private let beta: Double

  /// Reads the attributes `activations`, `activation_alpha` and `activation_beta`; functions take
  /// their parameters from the lists in turn.
  ///
  /// - Parameters:
  ///   - usual: The functions of one direction where none are given.
  ///   - directionCount: 1 or 2.
  /// - Returns: The functions of each direction.
  static func read(
    usual: [String], directionCount: Int, _ node: inout NodeReader
  ) throws(InferenceProblem) -> [[RecurrentActivation]] {
    var names = try node.strings("activations") ?? []
    var alphas = (try node.floats("activation_alpha") ?? [])[...]
    var betas = (try node.floats("activation_beta") ?? [])[...]
    if names.isEmpty { names = Array(repeating: usual, count: directionCount).flatMap { $0 } }
    // One direction may give functions for two: the default of RNN does.
    guard names.count >= usual.count * directionCount else {
      throw .invalidAttribute(
        "activations", reason: "there are \(names.count) instead of \(usual.count * directionCount)"
      )
    }
    var activations: [RecurrentActivation] = []
    for name in names {
      guard let function = Function(rawValue: name.lowercased()) else {
        throw .invalidAttribute("activations", reason: "'\(name)' is none")
      }
      activations.append(
        RecurrentActivation(
          function: function,
          alpha: Double(function.alpha.map { alphas.popFirst() ?? $0 } ?? 0),
          beta: Double(function.beta.map { betas.popFirst() ?? $0 } ?? 0)))
    }
    return (0..<directionCount).map { direction in
      Array(activations[(direction * usual.count)..<((direction + 1) * usual.count)])
    }
  }

  /// The function's name, in small letters.
  var name: String { function.rawValue }

  /// The function of every element.
  func apply(_ x: NDArray) -> NDArray {
    switch function {
    case .relu: return x.applying(.relu)
    case .tanh: return x.applying(.tanh)
    case .sigmoid: return x.applying(.sigmoid)
    case .softplus: return x.applying(.softplus)
    default: break
    }
    return x.cast(to: .float64).map(Double.self) { value($0) }.cast(to: x.dataType)
  }

  private func value(_ x: Double) -> Double {
    switch function {
    case .affine: alpha * x + beta
    case .leakyrelu: x >= 0 ? x : alpha * x
    case .thresholdedrelu: x >= alpha ? x : 0
    case .scaledtanh: alpha * tanh(beta * x)
    case .hardsigmoid: min(max(alpha * x + beta, 0), 1)
    case .elu: x >= 0 ? x : alpha * expm1(x)
    case .softsign: x / (1 + x.magnitude)
    case .relu, .tanh, .sigmoid, .softplus: x
    }
  }
}
