import ONNX

/// Axes of extent 1 put in: <https://onnx.ai/onnx/operators/onnx__Unsqueeze.html>.
struct UnsqueezeKernel: SameElements {
  static let operatorType = "Unsqueeze"
  static let versions: [Int: AxisSource] = [
    1: .attribute, 11: .attribute, 13: .input, 21: .input, 23: .input, 24: .input, 25: .input,
  ]

  private let axes: AxisList

  init(_ form: AxisSource, _ node: inout NodeReader) throws(InferenceProblem) {
    axes = try AxisList(form, &node, isRequired: true)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let x = try inputs.required(0)
    guard case .axes(let axes) = try axes.known(inputs), let shape = x.shape else {
      return [ValueType(x.dataType, nil)]
    }
    let rank = shape.count + axes.count
    let added = Set(try resolveAxes(axes, rank: rank))
    var rest = shape[...]
    var result: [Dimension] = []
    for axis in 0..<rank {
      if !added.contains(axis), let extent = rest.popFirst() {
        result.append(extent)
      } else {
        result.append(.fixed(1))
      }
    }
    return [ValueType(x.dataType, result)]
  }
}
