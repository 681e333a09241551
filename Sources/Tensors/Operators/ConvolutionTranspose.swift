import Arrays
import ONNX

// The adjoint of a convolution with respect to its input, with a bias
// https://onnx.ai/onnx/operators/onnx__ConvTranspose.html, versions 1, 11 and 22.

extension Tensor {
  /// The transposed convolution of sequences (N, M, length) with weights (M, C / groups, kernel) and
  /// a bias (C). `outputPadding` elements, fewer than the stride, are added at the end.
  public func convTranspose1d(
    _ weight: Tensor, bias: Tensor? = nil, stride: PerAxis = 1, padding: PerAxis = 0,
    outputPadding: PerAxis = 0, groups: Int = 1, dilation: PerAxis = 1
  ) -> Tensor {
    let window = SlidingWindow(strides: stride(1), padding: padding(1), dilations: dilation(1))
    return convolutionTranspose(
      weight, bias: bias, window, outputPadding: outputPadding, groups: groups)
  }

  /// The transposed convolution of images (N, M, height, width) with weights (M, C / groups, kernel
  /// height, kernel width) and a bias (C): (N, C, …). `outputPadding` rows and columns, fewer than
  /// the stride, are added at the end.
  public func convTranspose2d(
    _ weight: Tensor, bias: Tensor? = nil, stride: PerAxis = 1, padding: PerAxis = 0,
    outputPadding: PerAxis = 0, groups: Int = 1, dilation: PerAxis = 1
  ) -> Tensor {
    let window = SlidingWindow(strides: stride(2), padding: padding(2), dilations: dilation(2))
    return convolutionTranspose(
      weight, bias: bias, window, outputPadding: outputPadding, groups: groups)
  }

  /// The transposed convolution over one to three spatial axes, with any window.
  public func convolutionTranspose(
    _ weight: Tensor, bias: Tensor? = nil, _ window: SlidingWindow, outputPadding: PerAxis = 0,
    groups: Int = 1
  ) -> Tensor {
    let padding = outputPadding(window.rank)
    guard rank == window.rank + 2, weight.rank == rank,
      let extents = window.inputExtents(
        Array(shape[2...]), kernel: Array(weight.shape[2...])),
      zip(padding, window.strides).allSatisfy({ (0..<$1).contains($0) })
    else {
      fatalError(
        "transposed convolution of shape \(shape) with weights of shape \(weight.shape), "
          + "window \(window), output padding \(padding)")
    }
    let operation = ConvolutionTranspose(
      window: window, groups: groups, extents: zip(extents, padding).map(+))
    return Tensor.apply(operation, [self, weight] + (bias.map { [$0] } ?? []))
  }
}

struct ConvolutionTranspose: Operator {
  let window: SlidingWindow
  let groups: Int
  /// The spatial extents of the result.
  let extents: [Int]

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    let (x, weight) = (inputs[0], inputs[1])
    guard x.count == window.rank + 2, weight.count == x.count,
      case let shape = [x[0], weight[1] * groups] + extents,
      NDArray.convolutionShape(shape, weight, window, groups) == x,
      inputs.count < 3 || inputs[2] == [shape[1]]
    else {
      throw ShapeError(
        "inputs of shape \(x) do not fit weights and bias of shapes \(inputs[1...])"
          + " in \(groups) groups under a window of \(window)")
    }
    return shape
  }

  func forward(_ inputs: InputArrays) -> NDArray {
    inputs[0].transposeConvolved(
      with: inputs[1], bias: inputs.count > 2 ? inputs[2] : nil, to: extents, window,
      groups: groups)
  }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    switch index {
    case 0: return upstream.convolution(inputs[1], window, groups: groups)
    case 1:
      let gradient = ConvolutionWeightGradient(
        window: window, groups: groups, kernel: Array(inputs[1].shape[2...]))
      return Tensor.apply(gradient, [upstream, inputs[0]])
    default: return upstream.summedOverPlaces()
    }
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    let kernel = Array(inputs[1].shape[2...])
    let smallest = window.inputExtents(Array(inputs[0].shape[2...]), kernel: kernel) ?? extents
    var attributes = window.attributes(kernel: kernel, groups: groups)
    attributes["output_padding"] = .ints(zip(extents, smallest).map(-))
    return builder.append("ConvTranspose", inputs, attributes: attributes, type: type)
  }
}
