import Arrays
import ONNX

// The adjoint of a convolution with respect to its weights, for an input x and a gradient g:
// w[m, c, t] = Σ_n Σ_o g[n, m, o] x[n, c, o stride + t dilation − padding]
// No ONNX operator: a Conv whose batch and channels, and whose stride and dilation, are exchanged.

struct ConvolutionWeightGradient: Operator {
  let window: SlidingWindow
  let groups: Int
  /// The spatial extents of the weights.
  let kernel: [Int]

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    let (x, g) = (inputs[0], inputs[1])
    guard x.count == window.rank + 2, g.count == x.count,
      case let shape = [g[1], x[1] / groups] + kernel,
      NDArray.convolutionShape(x, shape, window, groups) == g
    else {
      throw ShapeError("a gradient of shape \(g) for an input of shape \(x), kernel \(kernel)")
    }
    return shape
  }

  func forward(_ inputs: InputArrays) -> NDArray {
    inputs[0].convolutionWeightGradient(inputs[1], kernel: kernel, window, groups: groups)
  }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    if index == 1 { return inputs[0].convolution(upstream, window, groups: groups) }
    let transposed = ConvolutionTranspose(
      window: window, groups: groups, extents: Array(inputs[0].shape[2...]))
    return Tensor.apply(transposed, [inputs[1], upstream])
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) throws -> GraphBuilder.Value {
    let gradients = try (0..<groups).map { group in
      try lowerGroup(inputs.map { try slice($0, group, &builder) }, to: &builder)
    }
    if groups == 1 { return gradients[0] }
    return Concatenate(axis: 0).lower(gradients, to: &builder, type: type)
  }

  /// The channels of one group.
  private func slice(
    _ value: GraphBuilder.Value, _ group: Int, _ builder: inout GraphBuilder
  ) throws -> GraphBuilder.Value {
    let count = value.shape[1] / groups
    if groups == 1 { return value }
    return try builder.apply(
      Slice(axis: 1, from: group * count, to: (group + 1) * count, step: 1), [value])
  }

  private func lowerGroup(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder
  ) throws -> GraphBuilder.Value {
    let exchange = Permute(axes: [1, 0] + inputs[0].shape.indices.dropFirst(2))
    let exchanged = SlidingWindow(
      strides: window.dilations, padding: window.paddingBefore, paddingAfter: window.paddingAfter,
      dilations: window.strides)
    var result = try builder.apply(
      Convolution(window: exchanged, groups: 1), inputs.map { try builder.apply(exchange, [$0]) })
    for (axis, extent) in kernel.enumerated() where result.shape[axis + 2] > extent {
      result = try builder.apply(Slice(axis: axis + 2, from: 0, to: extent, step: 1), [result])
    }
    return try builder.apply(exchange, [result])
  }
}
