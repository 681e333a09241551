import Arrays
import Foundation

/// The remainder of a / b, broadcast, with the sign of b, or with the sign of a where `fmod = 1`:
/// <https://onnx.ai/onnx/operators/onnx__Mod.html>.
struct ModKernel: Kernel {
  /// Which remainder floating-point numbers have.
  enum Form: Sendable {
    /// That of `fmod = 1`, which must be given.
    case truncating
    /// Either.
    case any
  }

  static let operatorType = "Mod"
  static let versions: [Int: Form] = [10: .truncating, 13: .truncating, 28: .any]

  private let form: Form
  private let truncates: Bool

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...2)
    self.form = form
    truncates = try node.flag("fmod")
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (a, b) = (try inputs.required(0), try inputs.required(1))
    try b.dataType.require(a.dataType)
    try a.dataType.requireNumber()
    let isInteger = (try? a.dataType.integer()) != nil
    if !isInteger && form == .truncating && !truncates {
      throw .invalidAttribute("fmod", reason: "it must be 1 for floating-point numbers")
    }
    return [ValueType(a.dataType, try broadcastShape([a.shape, b.shape]))]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (a, b) = (try inputs.required(0), try inputs.required(1))
    if a.dataType.isFloatingPoint {
      let results = a.cast(to: .float64).zip(b.cast(to: .float64), of: Double.self) {
        remainder($0, $1)
      }
      return [results.cast(to: a.dataType)]
    }
    func run<T: FixedWidthInteger & Number>(_ type: T.Type) -> NDArray {
      a.zip(b, of: type) { remainder($0, $1) }
    }
    return [run(try a.dataType.integer())]
  }

  /// Division by zero leaves 0: the standard leaves it open.
  private func remainder<T: FixedWidthInteger>(_ a: T, _ b: T) -> T {
    if b == 0 { return 0 }
    let rest = a.remainderReportingOverflow(dividingBy: b).partialValue
    return !truncates && rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest
  }

  private func remainder(_ a: Double, _ b: Double) -> Double {
    let rest = fmod(a, b)
    if truncates || rest.isNaN { return rest }
    if rest == 0 { return b < 0 ? -0.0 : 0 }
    return (rest < 0) != (b < 0) ? rest + b : rest
  }
}
