import Executing

// Values whose channels lie together: (batch, space, channels) instead of (batch, channels, space).
// Convolutions and pools read and make such; what reads the value otherwise gets a copy.

extension PlanBuilder {
  /// A value's elements with channels together.
  mutating func channelsLast(_ value: Int) throws(InferenceProblem) -> Plan.Operand? {
    if let operand = operandWithChannelsLast(value) { return operand }
    guard let shape = types[value]?.extents, shape.count > 2 else { return nil }
    let source = try source(value)
    let (batch, channels, space) = (shape[0], shape[1], shape[2...].reduce(1, *))
    if channels == 1 || space == 1 { return source }
    let target = scratch(batch * channels * space)
    gather(
      [batch, space, channels], strides: [channels * space, 1, space], from: source, to: target)
    keep(value, withChannelsLast: target)
    return target
  }

  /// New memory for a value's elements with channels together.
  mutating func channelsLastTarget(_ value: Int, _ shape: [Int]) -> Plan.Operand {
    let operand = scratch(shape.reduce(1, *))
    keep(value, withChannelsLast: operand)
    return operand
  }

  /// Appends a convolution, or its transpose, by constant weights.
  ///
  /// - Parameters:
  ///   - node: The node, with inputs x, weights and perhaps bias.
  ///   - axes: The spatial axes.
  ///   - isTransposed: Whether the elements are spread.
  mutating func convolution(
    _ node: PlannedNode, _ axes: [SpaceAxis], isTransposed: Bool
  ) throws(InferenceProblem) -> Bool {
    guard let x = node.input(0), let weights = node.input(1), let extents = node.shape(0),
      let (output, shape) = node.output, !shape.contains(0), !extents.contains(0),
      axes.haveFewTaps,
      let packed = try constant(weights, .taps(isTransposed: isTransposed)),
      let source = try channelsLast(x)
    else { return false }
    var convolution = Convolution(
      axes: axes, isTransposed: isTransposed, batch: shape[0], inputs: extents[1],
      outputs: shape[1], source: source, weights: packed,
      target: channelsLastTarget(output, shape))
    if let bias = node.input(2) { convolution.bias = try self.source(bias) }
    let bias = node.inputType(2)?.value
    if let array = types[weights]?.value, (bias == nil) == (node.input(2) == nil) {
      keep(output, weights: array, bias: bias)
    }
    emit(convolution, makes: output)
    return true
  }

  /// Appends a pool.
  mutating func pool(
    _ node: PlannedNode, _ axes: [SpaceAxis], isMean: Bool, countsPadding: Bool = false
  ) throws(InferenceProblem) -> Bool {
    guard let x = node.input(0), let extents = node.shape(0), let (output, shape) = node.output,
      !shape.contains(0), !extents.contains(0), axes.haveFewTaps,
      let source = try channelsLast(x)
    else { return false }
    let pool = Pool(
      axes: axes, isMean: isMean, countsPadding: countsPadding, batch: shape[0],
      channels: shape[1], source: source, target: channelsLastTarget(output, shape))
    emit(.pool(pool))
    return true
  }
}

extension [SpaceAxis] {
  /// Whether a window has no more elements than plans allow.
  fileprivate var haveFewTaps: Bool {
    var taps = 1
    for axis in self {
      let (product, overflows) = taps.multipliedReportingOverflow(by: axis.kernel)
      if overflows { return false }
      taps = product
    }
    return taps > 0 && taps <= Convolution.largestKernel
  }
}

extension WindowGeometry {
  /// Three axes as plans have them, the last of them these.
  var spaceAxes: [SpaceAxis] {
    Array(repeating: SpaceAxis.single, count: max(0, 3 - axes.count))
      + axes.map { axis in
        SpaceAxis(
          input: axis.input, kernel: axis.kernel, output: axis.output, stride: axis.stride,
          dilation: axis.dilation, before: axis.before, after: axis.after)
      }
  }

  /// Whether every window has an element inside the input.
  var hasNoEmptyWindow: Bool {
    axes.allSatisfy { axis in (0..<axis.output).allSatisfy { axis.taps(of: $0).count > 0 } }
  }
}
