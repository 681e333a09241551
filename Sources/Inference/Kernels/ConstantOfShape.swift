import Arrays
import ONNX

/// One number everywhere: <https://onnx.ai/onnx/operators/onnx__ConstantOfShape.html>.
struct ConstantOfShapeKernel: Kernel {
  static let operatorType = "ConstantOfShape"
  static let versions: [Int: OneForm] = [
    9: OneForm(), 20: OneForm(), 21: OneForm(), 23: OneForm(), 24: OneForm(), 25: OneForm(),
  ]

  private let value: NDArray

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(1...1)
    switch node.attribute("value") {
    case .tensor(let tensor):
      let array = try NDArray(tensor)
      guard array.count == 1 else {
        throw .invalidAttribute("value", reason: "it has \(array.count) elements instead of 1")
      }
      value = array.reshaped([])
    case nil: value = NDArray(scalar: Float(0))
    case .some: throw .invalidAttribute("value", reason: "it is no tensor")
    }
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let shape = try inputs.required(0)
    try shape.dataType.require(.int64)
    return [ValueType(value.dataType, try inferShape(from: shape))]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let shape = try inputs.required(0)
    return [value.expanded(to: integerElements(shape))]
  }
}

/// The shape that a list of integers gives, as far as it is known.
func inferShape(from list: ValueType) throws(InferenceProblem) -> [Dimension]? {
  if let rank = list.rank, rank != 1 {
    throw .shapeMismatch("the shape is given as \(shapeText(list.shape)) and no list")
  }
  if let extents = list.integers {
    try checkedCount(extents)
    return extents.map(Dimension.fixed)
  }
  guard case .fixed(let rank)? = list.shape?.first, rank <= 64 else { return nil }
  return Array(repeating: .unknown, count: rank)
}
