import Arrays
import ONNX

/// The same bits as another type of the same width: <https://onnx.ai/onnx/operators/onnx__BitCast.html>.
struct BitCastKernel: Kernel {
  static let operatorType = "BitCast"
  static let versions: [Int: OneForm] = [26: OneForm()]
  static let widensHalfPrecision = false

  private let target: DataType

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    guard let type = try node.dataType("to") else { throw .missingAttribute("to") }
    target = type
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    if x.dataType.byteWidth != target.byteWidth {
      throw .invalidAttribute(
        "to", reason: "\(target) is not as wide as the input's type \(x.dataType)")
    }
    return [ValueType(target, x.shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    let result = NDArray(shape: x.shape, dataType: target) { bytes in
      x.withBytes { source in
        bytes.copyMemory(from: source)
        // A boolean has no other bits than 0 and 1.
        if target == .bool {
          for index in bytes.indices where bytes[index] != 0 { bytes[index] = 1 }
        }
      }
    }
    return [result]
  }
}
