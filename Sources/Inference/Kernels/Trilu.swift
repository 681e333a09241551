import Arrays
import ONNX

/// Matrices with zeros below or above a diagonal: <https://onnx.ai/onnx/operators/onnx__Trilu.html>.
struct TriluKernel: Kernel {
  static let operatorType = "Trilu"
  static let versions: [Int: OneForm] = [14: OneForm()]

  private let keepsUpper: Bool

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...2)
    keepsUpper = try node.flag("upper", default: true)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    if let diagonal = inputs.optional(1) {
      try diagonal.dataType.require(.int64)
      try diagonal.requireScalar("the diagonal")
    }
    if let rank = x.rank, rank < 2 {
      throw .shapeMismatch("\(shapeText(x.shape)) has no matrices")
    }
    return [ValueType(x.dataType, x.shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    let (rows, columns) = (x.shape[x.rank - 2], x.shape[x.rank - 1])
    // Diagonals outside the matrix are all the same, and may be too far out to count with.
    let asked = inputs.optional(1).map { integerElements($0)[0] } ?? 0
    let diagonal = min(max(asked, -rows - 1), columns + 1)
    let width = x.dataType.byteWidth
    let result = NDArray(shape: x.shape, dataType: x.dataType) { target in
      target.initializeMemory(as: UInt8.self, repeating: 0)
      x.withBytes { source in
        guard let to = target.baseAddress, let from = source.baseAddress, columns > 0 else {
          return
        }
        for line in 0..<x.count / columns {
          let row = line % rows
          let edge = min(max(row + diagonal + (keepsUpper ? 0 : 1), 0), columns)
          let kept = keepsUpper ? edge..<columns : 0..<edge
          let start = (line * columns + kept.lowerBound) * width
          (to + start).copyMemory(from: from + start, byteCount: kept.count * width)
        }
      }
    }
    return [result]
  }
}
