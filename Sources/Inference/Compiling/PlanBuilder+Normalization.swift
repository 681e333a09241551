import Arrays
import Executing

// Numbers that each channel is multiplied by and that are added to it.

extension PlanBuilder {
  /// Appends y = scale · x + shift for each channel, as part of the convolution that makes x where there
  /// is one.
  ///
  /// - Parameters:
  ///   - node: The node, which reads x first.
  ///   - scale: A number for each channel.
  ///   - shift: A number for each channel.
  mutating func scaleChannels(
    _ node: PlannedNode, by scale: NDArray, adding shift: NDArray
  ) throws(InferenceProblem) -> Bool {
    guard let x = node.input(0), let (output, shape) = node.output, shape.count > 1,
      !shape.contains(0)
    else { return false }
    if let parameters = parametersOfConvolution(x),
      var convolution = takeConvolution(x, where: { $0.activation == nil })
    {
      let rank = parameters.weights.rank
      let axis = convolution.isTransposed ? 1 : 0
      var extents = Array(repeating: 1, count: rank)
      extents[axis] = scale.count
      let weights = parameters.weights.combining(.multiply, scale.reshaped(extents))
      let bias = parameters.bias.map { $0.combining(.multiply, scale).combining(.add, shift) }
      convolution.weights = constant(weights, .taps(isTransposed: convolution.isTransposed))
      convolution.bias = constant(bias ?? shift, .plain)
      convolution.target = channelsLastTarget(output, shape)
      emit(convolution, makes: output)
      return true
    }
    let isMatrix = shape.count == 2
    guard let source = isMatrix ? try source(x) : try channelsLast(x) else { return false }
    let target = isMatrix ? target(output, shape) : channelsLastTarget(output, shape)
    let rows = [shape.reduce(1, *) / shape[1], shape[1]]
    let (factors, terms) = (constant(scale, .plain), constant(shift, .plain))
    emitBinary(.multiply, rows, (source, rows), (factors, [shape[1]]), target)
    emitBinary(.add, rows, (target, rows), (terms, [shape[1]]), target)
    return true
  }

  /// Appends the mean of each channel over space.
  mutating func averageChannels(_ node: PlannedNode) throws(InferenceProblem) -> Bool {
    guard let x = node.input(0), let extents = node.shape(0), let (output, shape) = node.output,
      !extents.contains(0)
    else { return false }
    let (batch, channels, space) = (extents[0], extents[1], extents[2...].reduce(1, *))
    guard var from = operandWithChannelsLast(x), batch <= 16 else {
      let source = try source(x)
      emit(
        .reduceRows(
          .mean, rows: batch * channels, columns: space, source: source,
          target: target(output, shape)))
      return true
    }
    var to = target(output, shape)
    for _ in 0..<batch {
      emit(.addRows(isMean: true, rows: space, columns: channels, source: from, target: to))
      from.offset += space * channels
      to.offset += channels
    }
    return true
  }
}
