import Arrays
import ONNX

// y[n, m, o] = b[m] + Σ_c Σ_t w[m, c, t] x[n, c, o stride + t dilation − padding]
// https://onnx.ai/onnx/operators/onnx__Conv.html, versions 1, 11 and 22.

extension Tensor {
  /// The convolution of sequences (N, C, length) with weights (M, C / groups, kernel) and a bias (M).
  public func conv1d(
    _ weight: Tensor, bias: Tensor? = nil, stride: PerAxis = 1, padding: PerAxis = 0,
    dilation: PerAxis = 1, groups: Int = 1
  ) -> Tensor {
    let window = SlidingWindow(strides: stride(1), padding: padding(1), dilations: dilation(1))
    return convolution(weight, bias: bias, window, groups: groups)
  }

  /// The convolution of images (N, C, height, width) with weights (M, C / groups, kernel height,
  /// kernel width) and a bias (M): (N, M, …).
  public func conv2d(
    _ weight: Tensor, bias: Tensor? = nil, stride: PerAxis = 1, padding: PerAxis = 0,
    dilation: PerAxis = 1, groups: Int = 1
  ) -> Tensor {
    let window = SlidingWindow(strides: stride(2), padding: padding(2), dilations: dilation(2))
    return convolution(weight, bias: bias, window, groups: groups)
  }

  /// The convolution over one to three spatial axes, with any window.
  public func convolution(
    _ weight: Tensor, bias: Tensor? = nil, _ window: SlidingWindow, groups: Int = 1
  ) -> Tensor {
    Tensor.apply(
      Convolution(window: window, groups: groups), [self, weight] + (bias.map { [$0] } ?? []))
  }
}

struct Convolution: Operator {
  let window: SlidingWindow
  let groups: Int

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    guard let shape = NDArray.convolutionShape(inputs[0], inputs[1], window, groups),
      inputs.count < 3 || inputs[2] == [inputs[1][0]]
    else {
      throw ShapeError(
        "inputs of shape \(inputs[0]) do not fit weights and bias of shapes \(inputs[1...])"
          + " in \(groups) groups under a window of \(window)")
    }
    return shape
  }

  func forward(_ inputs: InputArrays) -> NDArray {
    inputs[0].convolved(
      with: inputs[1], bias: inputs.count > 2 ? inputs[2] : nil, window, groups: groups)
  }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    switch index {
    case 0:
      let transposed = ConvolutionTranspose(
        window: window, groups: groups, extents: Array(inputs[0].shape[2...]))
      return Tensor.apply(transposed, [upstream, inputs[1]])
    case 1:
      let gradient = ConvolutionWeightGradient(
        window: window, groups: groups, kernel: Array(inputs[1].shape[2...]))
      return Tensor.apply(gradient, [inputs[0], upstream])
    default: return upstream.summedOverPlaces()
    }
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) -> GraphBuilder.Value {
    let attributes = window.attributes(kernel: Array(inputs[1].shape[2...]), groups: groups)
    return builder.append("Conv", inputs, attributes: attributes, type: type)
  }
}

extension Tensor {
  /// The sum of each channel of (N, C, spatial…) over all else: the gradient of a bias.
  func summedOverPlaces() -> Tensor {
    sum(axes: [0] + Array(2..<rank))
  }
}

extension SlidingWindow {
  /// The attributes of ONNX operators with a kernel.
  func attributes(kernel: [Int], groups: Int? = nil) -> [String: Attribute] {
    var attributes: [String: Attribute] = [
      "kernel_shape": .ints(kernel), "strides": .ints(strides),
      "pads": .ints(paddingBefore + paddingAfter),
    ]
    if let groups {
      attributes["group"] = .int(Int64(groups))
      attributes["dilations"] = .ints(dilations)
    }
    return attributes
  }
}
