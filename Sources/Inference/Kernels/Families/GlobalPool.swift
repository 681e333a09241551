import Arrays
import ONNX

/// An operator that makes one number of each channel.
protocol GlobalPool: Kernel {
  /// One number from the elements over the spatial axes, which keep extent 1.
  func pool(_ x: NDArray, over axes: [Int]) throws(InferenceProblem) -> NDArray
}

extension GlobalPool {
  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    try x.dataType.requireFloatingPoint()
    try x.requireRank(3...Int.max)
    guard let shape = x.shape else { return [ValueType(x.dataType, nil)] }
    if shape[2...].contains(.fixed(0)) {
      throw .shapeMismatch("\(shapeText(shape)) has channels without elements")
    }
    let ones = Array(repeating: Dimension.fixed(1), count: shape.count - 2)
    return [ValueType(x.dataType, shape[..<2] + ones)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let x = try inputs.required(0)
    return [try pool(x, over: Array(2..<x.rank))]
  }
}
