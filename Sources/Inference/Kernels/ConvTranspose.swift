import Arrays
import Executing
import ONNX

/// The transpose of a convolution: every element is spread over a window by weights.
/// <https://onnx.ai/onnx/operators/onnx__ConvTranspose.html>
struct ConvTransposeKernel: Kernel {
  static let operatorType = "ConvTranspose"
  static let versions: [Int: OneForm] = [1: OneForm(), 11: OneForm(), 22: OneForm()]

  private let shape: ConvolutionShape
  private let outputPadding: [Int]?
  private let outputShape: [Int]?

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...3)
    shape = try ConvolutionShape(&node, [.automaticPadding, .dilations])
    outputPadding = try node.ints("output_padding")
    outputShape = try node.ints("output_shape")
    for (name, list) in [("output_padding", outputPadding), ("output_shape", outputShape)] {
      if let value = list?.first(where: { !(0...Int(Int32.max)).contains($0) }) {
        throw .invalidAttribute(name, reason: "it contains \(value)")
      }
    }
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let channels = try shape.check(inputs, bias: 2, isTransposed: true)
    let (x, weights) = (try inputs.required(0), try inputs.required(1))
    guard let extents = x.shape else { return [ValueType(x.dataType, nil)] }
    guard let kernel = weights.shape.flatMap({ fixedExtents(Array($0[2...])) }),
      let space = fixedExtents(Array(extents[2...]))
    else {
      let space = Array(repeating: Dimension.unknown, count: extents.count - 2)
      return [ValueType(x.dataType, [extents[0], channels] + space)]
    }
    let spread = try spread(space, kernel)
    return [ValueType(x.dataType, [extents[0], channels] + spread.extents.map(Dimension.fixed))]
  }

  /// The windows on the part of the output that they reach, of which there are as many as the input
  /// has elements, and the output's extents.
  private func spread(
    _ input: [Int], _ kernel: [Int]
  ) throws(InferenceProblem) -> (windows: WindowGeometry, extents: [Int]) {
    let windows = try shape.window.axes(count: input.count, weightKernel: kernel)
    for list in [outputPadding, outputShape] where list != nil && list?.count != input.count {
      throw .shapeMismatch("lists of other lengths than there are spatial axes: \(input.count)")
    }
    try requireMatrixExtents(input.map(Dimension.fixed))
    var axes: [PlacedWindowAxis] = []
    var extents: [Int] = []
    for (axis, window) in windows.enumerated() {
      let reached = max(0, input[axis] - 1) * window.stride + window.span
      let whole = reached + (outputPadding?[axis] ?? 0)
      var (before, after) = (window.before, window.after)
      if let asked = outputShape?[axis] ?? (isSame ? input[axis] * window.stride : nil) {
        // Padding that makes up for the extent asked for; an odd element as `auto_pad` says.
        let total = max(0, whole - asked)
        before = window.padding == .sameUpper ? total / 2 : total - total / 2
        after = whole - asked - before
      }
      let extent = whole - before - after
      guard extent > 0, before < reached else {
        throw .shapeMismatch("padding of \(before) and \(after) around \(whole) elements")
      }
      extents.append(extent)
      let part = min(extent, reached - before)
      axes.append(
        PlacedWindowAxis(
          kernel: window.kernel, stride: window.stride, dilation: window.dilation, input: part,
          output: input[axis], before: before, after: reached - before - part))
    }
    return (WindowGeometry(axes: axes), extents)
  }

  private var isSame: Bool {
    shape.window.padding == .sameUpper || shape.window.padding == .sameLower
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (x, weights) = (try inputs.required(0), try inputs.required(1))
    let (windows, extents) = try spread(Array(x.shape[2...]), Array(weights.shape[2...]))
    let channels = [x.shape[0], weights.shape[1] * shape.groupCount]
    var y = NDArray.zeros(channels + extents, x.dataType)
    if x.count > 0 && y.count > 0 {
      let part = windows.axes.map(\.input)
      try windows.requireConvolution(channels + part, weights.shape, shape.groupCount)
      y = x.transposeConvolved(
        with: weights, to: part, windows.sliding, groups: shape.groupCount)
      for (axis, extent) in extents.enumerated() where extent > part[axis] {
        var rest = y.shape
        rest[axis + 2] = extent - part[axis]
        y = NDArray.concatenate([y, .zeros(rest, x.dataType)], axis: axis + 2)
      }
    }
    return [y.adding(bias: inputs.optional(2))]
  }

  func lower(_ node: PlannedNode, to plan: inout PlanBuilder) throws(InferenceProblem) -> Bool {
    guard shape.groupCount == 1, let input = node.shape(0), let kernel = node.shape(1)
    else { return false }
    let (windows, extents) = try spread(Array(input[2...]), Array(kernel[2...]))
    var axes = windows.spaceAxes
    for (offset, extent) in extents.enumerated() {
      let axis = axes.count - extents.count + offset
      axes[axis].input = extent
      axes[axis].after = 0
    }
    return try plan.convolution(node, axes, isTransposed: true)
  }
}
