import Foundation
import Testing

@testable import Arrays

/// The vectorised elementary functions against libm in double precision, over the whole range of
/// float32 (every 65,521st bit pattern: about 65,000 numbers each).
struct KernelAccuracyTests {
  struct Function: Sendable, CustomStringConvertible {
    let description: String
    let kernel: UnaryFunction
    let exact: @Sendable (Double) -> Double
    let ulps: Double
  }

  static let functions = [
    Function(description: "exp", kernel: .exponential, exact: { exp($0) }, ulps: 1.5),
    Function(description: "log", kernel: .logarithm, exact: { log($0) }, ulps: 1.5),
    Function(description: "tanh", kernel: .tanh, exact: { tanh($0) }, ulps: 2),
    Function(description: "sigmoid", kernel: .sigmoid, exact: { 1 / (1 + exp(-$0)) }, ulps: 2.5),
    Function(
      description: "softplus", kernel: .softplus,
      exact: { max($0, 0) + log1p(exp(-abs($0))) }, ulps: 2),
    Function(description: "sqrt", kernel: .squareRoot, exact: { $0.squareRoot() }, ulps: 0.51),
    Function(
      description: "expm1", kernel: .exponentialMinusOne, exact: { expm1($0) }, ulps: 2),
    Function(description: "log1p", kernel: .logarithmOfOnePlus, exact: { log1p($0) }, ulps: 2),
    Function(description: "sin", kernel: .sine, exact: { sin($0) }, ulps: 0.6),
    Function(description: "cos", kernel: .cosine, exact: { cos($0) }, ulps: 0.6),
    Function(description: "erf", kernel: .errorFunction, exact: { erf($0) }, ulps: 2),
    Function(description: "floor", kernel: .floor, exact: { floor($0) }, ulps: 0),
    Function(description: "ceil", kernel: .ceiling, exact: { ceil($0) }, ulps: 0),
    Function(
      description: "round", kernel: .round, exact: { $0.rounded(.toNearestOrEven) }, ulps: 0),
    Function(
      description: "reciprocal", kernel: .reciprocal, exact: { 1 / $0 }, ulps: 0.51),
  ]

  @Test(arguments: functions)
  func wholeRange(_ function: Function) {
    let inputs = stride(from: UInt64(0), to: 1 << 32, by: 65_521).map {
      Float(bitPattern: UInt32($0))
    }
    let outputs = NDArray(inputs).applying(function.kernel).scalars(Float.self)
    for (x, y) in zip(inputs, outputs) {
      let exact = x.isNaN ? .nan : function.exact(Double(x))
      if exact.isNaN {
        #expect(y.isNaN, "\(function)(\(x)) = \(y)")
      } else if Float(exact).isInfinite {
        #expect(y == Float(exact), "\(function)(\(x)) = \(y)")
      } else {
        let ulp = Double(max(Float(exact).ulp, .leastNonzeroMagnitude))
        #expect(abs(Double(y) - exact) <= function.ulps * ulp, "\(function)(\(x)) = \(y)")
      }
    }
  }

  @Test("blocks of every length give the element's own result", arguments: 0...40)
  func tails(_ count: Int) {
    let inputs = (0..<count).map { Float($0) / 7 - 2 }
    let together = NDArray(inputs).applying(.sigmoid).scalars(Float.self)
    let alone = inputs.map { NDArray([$0]).applying(.sigmoid).scalar(Float.self) }
    for (x, y) in zip(together, alone) { #expect(abs(x - y) <= 2 * x.ulp) }
  }
}
