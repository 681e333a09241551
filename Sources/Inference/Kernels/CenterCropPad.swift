import Arrays
import ONNX

/// Axes cut or filled with zeros evenly at both ends:
/// <https://onnx.ai/onnx/operators/onnx__CenterCropPad.html>.
struct CenterCropPadKernel: Kernel {
  static let operatorType = "CenterCropPad"
  static let versions: [Int: OneForm] = [18: OneForm()]

  private let axes: [Int]?

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...2)
    axes = try node.ints("axes")
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (x, target) = (try inputs.required(0), try inputs.required(1))
    try target.dataType.requireIndex()
    guard var shape = x.shape else { return [ValueType(x.dataType, nil)] }
    let axes = try resolveAxes(axes ?? Array(shape.indices), rank: shape.count)
    if let rank = target.rank, rank != 1 {
      throw .shapeMismatch("the extents are \(shapeText(target.shape)) and no list")
    }
    if case .fixed(let count)? = target.shape?.first, count != axes.count {
      throw .shapeMismatch("\(count) extents for \(axes.count) axes")
    }
    for (place, axis) in axes.enumerated() {
      shape[axis] = target.integers.map { .fixed($0[place]) } ?? .unknown
    }
    return [ValueType(x.dataType, shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    var x = try inputs.required(0)
    let axes = try resolveAxes(axes ?? Array(x.shape.indices), rank: x.rank)
    for (axis, target) in zip(axes, integerElements(try inputs.required(1))) {
      let extent = x.shape[axis]
      // The odd one of places to fill lies at the end, that of places to cut too.
      let first = target > extent ? -((target - extent) / 2) : (extent - target) / 2
      let places = (first..<first + target).map { (0..<extent).contains($0) ? $0 : -1 }
      x = x.taking(places, axis: axis)
    }
    return [x]
  }
}
