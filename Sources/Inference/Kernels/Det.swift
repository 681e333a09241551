import Arrays
import ONNX

/// The determinants of square matrices: <https://onnx.ai/onnx/operators/onnx__Det.html>.
struct DetKernel: Kernel {
  static let operatorType = "Det"
  static let versions: [Int: OneForm] = [11: OneForm(), 22: OneForm()]

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    try x.dataType.requireFloatingPoint()
    guard let shape = x.shape else { return [ValueType(x.dataType, nil)] }
    guard shape.count >= 2, agree(shape[shape.count - 1], shape[shape.count - 2]) else {
      throw .shapeMismatch("\(shapeText(shape)) has no square matrices")
    }
    return [ValueType(x.dataType, Array(shape.dropLast(2)))]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    let size = x.shape[x.rank - 1]
    let numbers = x.cast(to: .float64).scalars(Double.self)
    let batch = Array(x.shape.dropLast(2))
    let determinants = (0..<batch.reduce(1, *)).map { index in
      var matrix = Array(numbers[index * size * size..<(index + 1) * size * size])
      return Self.determinant(&matrix, size)
    }
    return [NDArray(determinants, shape: batch).cast(to: x.dataType)]
  }

  /// Gauss's elimination with the largest element of each column as its pivot.
  private static func determinant(_ matrix: inout [Double], _ size: Int) -> Double {
    var result = 1.0
    for column in 0..<size {
      func magnitude(_ row: Int) -> Double { matrix[row * size + column].magnitude }
      let pivot = (column..<size).max { magnitude($0) < magnitude($1) } ?? column
      if pivot != column {
        for place in 0..<size { matrix.swapAt(pivot * size + place, column * size + place) }
        result = -result
      }
      let divisor = matrix[column * size + column]
      result *= divisor
      if divisor == 0 { return 0 }
      for row in column + 1..<max(column + 1, size) {
        let factor = matrix[row * size + column] / divisor
        for place in column..<size {
          matrix[row * size + place] -= factor * matrix[column * size + place]
        }
      }
    }
    return result
  }
}
