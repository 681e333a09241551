import Arrays
import ONNX

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// An operator that makes a window for spectra: a sum of cosines over its length.
protocol WindowFunction: Kernel where Form == OneForm {
  /// The window is Σ ±coefficients[k] cos(2πkn/N), of alternating signs.
  static var coefficients: [Double] { get }

  init(isPeriodic: Bool, dataType: DataType)
  /// Whether the window repeats after its length, rather than one element before.
  var isPeriodic: Bool { get }
  var dataType: DataType { get }
}

extension WindowFunction {
  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    self.init(
      isPeriodic: try node.flag("periodic", default: true),
      dataType: try node.dataType("output_datatype") ?? .float32)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let size = try inputs.required(0)
    try size.dataType.requireIndex()
    guard let length = try size.scalarInteger("size") else {
      return [ValueType(dataType, [.unknown])]
    }
    try checkedCount([length])
    return [ValueType(dataType, [length])]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let length = integerElements(try inputs.required(0))[0]
    let period = Double(max(1, isPeriodic ? length : length - 1))
    let window = NDArray(shape: [length], of: Double.self) { target in
      for index in target.indices {
        var (sum, sign) = (0.0, 1.0)
        for (order, coefficient) in Self.coefficients.enumerated() {
          sum += sign * coefficient * cos(2 * .pi * Double(order * index) / period)
          sign = -sign
        }
        target[index] = sum
      }
    }
    return [window.cast(to: dataType)]
  }
}

extension ValueType {
  /// The one integer that a value consists of, where it is known.
  func scalarInteger(_ name: String) throws(InferenceProblem) -> Int? {
    try requireScalar(name)
    return integers?.first
  }

  /// The one number that a value consists of, where it is known.
  func scalarNumber(_ name: String) throws(InferenceProblem) -> Double? {
    try requireScalar(name)
    return value?.cast(to: .float64).scalars(Double.self).first
  }

  /// Requires one element, where the shape is known.
  func requireScalar(_ name: String) throws(InferenceProblem) {
    if let extents, try checkedCount(extents) != 1 {
      throw .shapeMismatch("\(name) has the shape \(extents) and is no scalar")
    }
  }
}
