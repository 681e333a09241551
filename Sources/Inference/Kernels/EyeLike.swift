import Arrays
import ONNX

/// A matrix of ones on a diagonal and zeros elsewhere, in the shape of the input:
/// <https://onnx.ai/onnx/operators/onnx__EyeLike.html>.
struct EyeLikeKernel: Kernel {
  static let operatorType = "EyeLike"
  static let versions: [Int: OneForm] = [9: OneForm(), 22: OneForm()]

  private let type: DataType?
  private let diagonal: Int

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    type = try node.dataType("dtype")
    diagonal = try node.int("k") ?? 0
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    if let rank = x.rank, rank != 2 {
      throw .shapeMismatch("\(shapeText(x.shape)) is no matrix")
    }
    return [ValueType(type ?? x.dataType, x.shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    let (rows, columns) = (x.shape[0], x.shape[1])
    let ones = NDArray(shape: x.shape, of: Bool.self) { target in
      target.update(repeating: false)
      guard diagonal > -rows, diagonal < columns else { return }
      for row in max(0, -diagonal)..<max(max(0, -diagonal), min(rows, columns - diagonal)) {
        target[row * columns + row + diagonal] = true
      }
    }
    return [ones.cast(to: type ?? x.dataType)]
  }
}
