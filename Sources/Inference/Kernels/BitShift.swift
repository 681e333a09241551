import Arrays

/// y = a shifted by b bits, broadcast; signs are kept to the right, and bits pushed out are lost:
/// <https://onnx.ai/onnx/operators/onnx__BitShift.html>.
struct BitShiftKernel: Kernel {
  /// Which integers are shifted.
  enum Form: Sendable {
    case unsigned, any
  }

  static let operatorType = "BitShift"
  static let versions: [Int: Form] = [11: .unsigned, 28: .any]

  private let form: Form
  private let isLeft: Bool

  init(_ form: Form, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...2)
    self.form = form
    guard let direction = try node.choice("direction", of: ["LEFT", "RIGHT"]) else {
      throw .missingAttribute("direction")
    }
    isLeft = direction == "LEFT"
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (a, b) = (try inputs.required(0), try inputs.required(1))
    try b.dataType.require(a.dataType)
    if try a.dataType.integer().isSigned && form == .unsigned {
      throw .unsupportedDataType(a.dataType)
    }
    return [ValueType(a.dataType, try broadcastShape([a.shape, b.shape]))]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (a, b) = (try inputs.required(0), try inputs.required(1))
    func run<T: FixedWidthInteger & Number>(_ type: T.Type) -> NDArray {
      a.zip(b, of: type) { x, distance in
        // A negative distance shifts everything out, as one that is too large does.
        let bits = distance < 0 ? T.bitWidth : Int(clamping: distance)
        return isLeft ? x << bits : x >> bits
      }
    }
    return [run(try a.dataType.integer())]
  }
}
