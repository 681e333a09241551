import ONNX

/// Axes of extent 1 left out: <https://onnx.ai/onnx/operators/onnx__Squeeze.html>.
struct SqueezeKernel: SameElements {
  static let operatorType = "Squeeze"
  static let versions: [Int: AxisSource] = [
    1: .attribute, 11: .attribute, 13: .input, 21: .input, 23: .input, 24: .input, 25: .input,
  ]

  private let axes: AxisList

  init(_ form: AxisSource, _ node: inout NodeReader) throws(InferenceProblem) {
    axes = try AxisList(form, &node, isRequired: false)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    guard let shape = x.shape else { return [ValueType(x.dataType, nil)] }
    switch try axes.known(inputs) {
    case .unknown: return [ValueType(x.dataType, nil)]
    case .absent:
      guard let extents = x.extents else { return [ValueType(x.dataType, nil)] }
      return [ValueType(x.dataType, extents.filter { $0 != 1 })]
    case .axes(let axes):
      let removed = Set(try resolveAxes(axes, rank: shape.count))
      for axis in removed where !agree(shape[axis], .fixed(1)) {
        throw .shapeMismatch("axis \(axis) of \(shapeText(shape)) is not 1")
      }
      return [
        ValueType(x.dataType, shape.indices.filter { !removed.contains($0) }.map { shape[$0] })
      ]
    }
  }
}
