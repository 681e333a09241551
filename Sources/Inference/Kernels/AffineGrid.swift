import Arrays
import ONNX

/// The places that an affine map gives for a grid's elements:
/// <https://onnx.ai/onnx/operators/onnx__AffineGrid.html>.
struct AffineGridKernel: Kernel {
  static let operatorType = "AffineGrid"
  static let versions: [Int: OneForm] = [20: OneForm()]

  private let alignsCorners: Bool

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...2)
    alignsCorners = try node.flag("align_corners")
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (theta, size) = (try inputs.required(0), try inputs.required(1))
    try theta.dataType.requireFloatingPoint()
    try theta.requireRank(3...3)
    try size.dataType.require(.int64)
    guard let shape = try inferShape(from: size) else { return [ValueType(theta.dataType, nil)] }
    guard shape.count == 4 || shape.count == 5 else {
      throw .shapeMismatch("\(shapeText(shape)) is the size of no image or volume")
    }
    let space = shape.count - 2
    try theta.requireShape([shape[0], .fixed(space), .fixed(space + 1)])
    return [ValueType(theta.dataType, shape[..<1] + shape[2...] + [.fixed(space)])]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let theta = try inputs.required(0)
    let size = integerElements(try inputs.required(1))
    let space = Array(size[2...])
    let output = [size[0]] + space + [space.count]
    try requireMatrixExtents([.fixed(space.reduce(1, *))])
    let points = originals(space)
    // (batch, points, axes + 1) times (batch, axes + 1, axes).
    let product = points.matmul(theta.cast(to: .float64).transposed())
    return [product.cast(to: theta.dataType).reshaped(output)]
  }

  /// The places of a grid's elements from −1 to 1, that along the last axis first, and 1.
  private func originals(_ space: [Int]) -> NDArray {
    let count = space.reduce(1, *)
    return NDArray(shape: [count, space.count + 1], of: Double.self) { target in
      for point in 0..<count {
        var rest = point
        let row = point * (space.count + 1)
        for (index, extent) in space.reversed().enumerated() {
          target[row + index] = place(rest % extent, extent: extent)
          rest /= extent
        }
        target[row + space.count] = 1
      }
    }
  }

  private func place(_ index: Int, extent: Int) -> Double {
    if alignsCorners { return extent == 1 ? 0 : 2 * Double(index) / Double(extent - 1) - 1 }
    return (2 * Double(index) + 1) / Double(extent) - 1
  }
}
