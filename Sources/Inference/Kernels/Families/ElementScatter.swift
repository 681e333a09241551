import Arrays
import ONNX

/// An operator that writes elements at indices along one axis, their other indices being their own.
protocol ElementScatter: Kernel where Form == ScatterForm {
  init(attributes: ElementScatterAttributes)
  var attributes: ElementScatterAttributes { get }
}

/// The attributes of such an operator.
struct ElementScatterAttributes: Sendable {
  let axis: Int
  let reduction: ScatterReduction

  init(_ form: ScatterForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(3...3)
    axis = try node.int("axis") ?? 0
    reduction = try form.reduction(&node)
  }
}

extension ElementScatter {
  init(_ form: ScatterForm, _ node: inout NodeReader) throws(InferenceProblem) {
    self.init(attributes: try ElementScatterAttributes(form, &node))
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (x, indices, updates) = (
      try inputs.required(0), try inputs.required(1), try inputs.required(2)
    )
    try indices.dataType.requireIndex()
    try updates.dataType.require(x.dataType)
    try attributes.reduction.require(x.dataType)
    if let shape = x.shape, let chosen = indices.shape {
      try requireElementIndices(chosen, into: shape, axis: attributes.axis)
    }
    if let chosen = indices.shape, let written = updates.shape {
      guard chosen.count == written.count, zip(chosen, written).allSatisfy(agree) else {
        throw .shapeMismatch("\(shapeText(written)) at indices \(shapeText(chosen))")
      }
    }
    return [ValueType(x.dataType, x.shape)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (x, indices, updates) = (
      try inputs.required(0), try inputs.required(1), try inputs.required(2)
    )
    let places = try elementPlaces(indices, into: x.shape, axis: attributes.axis)
    return [try attributes.reduction.scatter(updates, at: places, length: 1, into: x)]
  }
}
