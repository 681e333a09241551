import Arrays
import ONNX

/// x broadcast with a shape: <https://onnx.ai/onnx/operators/onnx__Expand.html>.
struct ExpandKernel: Kernel {
  static let operatorType = "Expand"
  static let versions: [Int: OneForm] = [8: OneForm(), 13: OneForm()]

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...2)
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let (x, shape) = (try inputs.required(0), try inputs.required(1))
    try shape.dataType.require(.int64)
    return [ValueType(x.dataType, try broadcastShape([x.shape, try inferShape(from: shape)]))]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (x, shape) = (try inputs.required(0), try inputs.required(1))
    guard let target = NDArray.broadcast(x.shape, integerElements(shape)) else {
      throw .shapeMismatch("\(x.shape) does not broadcast")
    }
    return [x.expanded(to: target)]
  }

  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    guard let input = node.input(0), let (output, shape) = node.output,
      let extents = node.shape(0)
    else { return false }
    let source = try plan.source(input)
    plan.gather(
      shape, strides: broadcastStrides(extents, to: shape), from: source,
      to: plan.target(output, shape))
    return true
  }
}
