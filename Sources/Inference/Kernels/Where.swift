import Arrays

/// y = condition ? a : b, broadcast: <https://onnx.ai/onnx/operators/onnx__Where.html>.
struct WhereKernel: Kernel {
  static let operatorType = "Where"
  static let versions: [Int: OneForm] = [9: OneForm(), 16: OneForm()]

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(3...3)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (condition, a, b) = (
      try inputs.required(0), try inputs.required(1), try inputs.required(2)
    )
    try condition.dataType.require(.bool)
    try b.dataType.require(a.dataType)
    return [ValueType(a.dataType, try broadcastShape([condition.shape, a.shape, b.shape]))]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (condition, a, b) = (
      try inputs.required(0), try inputs.required(1), try inputs.required(2)
    )
    guard let pair = NDArray.broadcast(a.shape, b.shape),
      let shape = NDArray.broadcast(pair, condition.shape)
    else { throw .shapeMismatch("\(condition.shape), \(a.shape) and \(b.shape)") }
    let (chosen, others) = (a.expanded(to: shape), b.expanded(to: shape))
    let result = condition.expanded(to: shape).withScalars(of: Bool.self) { conditions in
      Self.choose(conditions, chosen, others, width: a.dataType.byteWidth)
    }
    return [result]
  }

  private static func choose(
    _ conditions: UnsafeBufferPointer<Bool>, _ a: NDArray, _ b: NDArray, width: Int
  ) -> NDArray {
    NDArray(shape: a.shape, dataType: a.dataType) { target in
      a.withBytes { first in
        b.withBytes { second in
          for index in conditions.indices {
            let bytes = index * width..<(index + 1) * width
            let source = conditions[index] ? first : second
            UnsafeMutableRawBufferPointer(rebasing: target[bytes])
              .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[bytes]))
          }
        }
      }
    }
  }
}
