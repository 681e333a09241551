import Arrays
import Executing
import ONNX

/// Sums of a window's elements by weights: <https://onnx.ai/onnx/operators/onnx__Conv.html>.
struct ConvKernel: Kernel {
  static let operatorType = "Conv"
  static let versions: [Int: OneForm] = [1: OneForm(), 11: OneForm(), 22: OneForm()]

  private let shape: ConvolutionShape

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...3)
    try self.init(attributes: &node)
  }

  /// Reads the attributes, for operators with other inputs too.
  init(attributes node: inout NodeReader) throws(InferenceProblem) {
    shape = try ConvolutionShape(&node, [.automaticPadding, .dilations])
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let channels = try shape.check(inputs, bias: 2, isTransposed: false)
    let (x, weights) = (try inputs.required(0), try inputs.required(1))
    guard let extents = x.shape else { return [ValueType(x.dataType, nil)] }
    guard let kernel = weights.shape.flatMap({ fixedExtents(Array($0[2...])) }) else {
      let space = Array(repeating: Dimension.unknown, count: extents.count - 2)
      return [ValueType(x.dataType, [extents[0], channels] + space)]
    }
    let space = try shape.window.infer(extents[2...], weightKernel: kernel)
    return [ValueType(x.dataType, [extents[0], channels] + space)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (x, weights) = (try inputs.required(0), try inputs.required(1))
    let geometry = try shape.window.placed(
      on: x.shape[2...], weightKernel: Array(weights.shape[2...]))
    let output = [x.shape[0], weights.shape[0]] + geometry.outputShape
    var y = NDArray.zeros(output, x.dataType)
    if y.count > 0 && weights.count > 0 {
      try geometry.requireConvolution(x.shape, weights.shape, shape.groupCount)
      y = x.convolved(with: weights, geometry.sliding, groups: shape.groupCount)
    }
    return [y.adding(bias: inputs.optional(2))]
  }

  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    guard shape.groupCount == 1, let extents = node.shape(0), let kernel = node.shape(1)
    else { return false }
    let geometry = try shape.window.placed(on: extents[2...], weightKernel: Array(kernel[2...]))
    return try plan.convolution(node, geometry.spaceAxes, isTransposed: false)
  }
}
