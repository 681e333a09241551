import Arrays
import ONNX

/// y = x for x ≥ 0, slope · x otherwise: <https://onnx.ai/onnx/operators/onnx__PRelu.html>.
struct PReluKernel: Kernel {
  /// How the slopes fit the input.
  enum Form: Sendable {
    /// One for all, or one for each channel, which is axis 1; version 1 has `consumed_inputs`.
    case channels
    /// They broadcast to it.
    case broadcast
  }

  static let operatorType = "PRelu"
  static let versions: [Int: Form] = [
    1: .channels, 6: .channels, 7: .broadcast, 9: .broadcast, 16: .broadcast,
  ]

  private let form: Form

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...2)
    self.form = form
    if form == .channels { node.ignore("consumed_inputs") }
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (x, slope) = (try inputs.required(0), try inputs.required(1))
    try slope.dataType.require(x.dataType)
    try x.dataType.requireNumber()
    if let shape = x.shape, let slopes = slope.shape {
      let common = try broadcastShape([shape, aligned(slopes, rank: shape.count, one: .fixed(1))])
      guard let common, common.count == shape.count, zip(common, shape).allSatisfy(agree) else {
        throw .shapeMismatch("slopes \(shapeText(slopes)) for an input \(shapeText(shape))")
      }
    }
    return [ValueType(x.dataType, x.shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (x, slopes) = (try inputs.required(0), try inputs.required(1))
    let slope = slopes.reshaped(aligned(slopes.shape, rank: x.rank, one: 1))
    func run<T: Number>(_ type: T.Type) -> NDArray {
      x.zip(slope, of: type) { $0 < T(count: 0) ? T.product($0, $1) : $0 }
    }
    return [run(try x.dataType.number())]
  }

  /// The slopes' shape, in which they broadcast.
  private func aligned<Extent>(_ slopes: [Extent], rank: Int, one: Extent) -> [Extent] {
    guard form == .channels, slopes.count == 1, rank > 2 else { return slopes }
    return slopes + Array(repeating: one, count: rank - 2)
  }
}
