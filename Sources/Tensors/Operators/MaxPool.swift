import Arrays
import ONNX

// y = the largest x under a sliding kernel
// https://onnx.ai/onnx/operators/onnx__MaxPool.html, versions 1, 8, 10, 11, 12 and 22.

extension Tensor {
  /// The largest elements under a kernel that slides over sequences (N, C, length).
  public func maxPool1d(
    kernel: PerAxis, stride: PerAxis? = nil, padding: PerAxis = 0, dilation: PerAxis = 1,
    ceilMode: Bool = false
  ) -> Tensor {
    let window = PoolingWindow(
      1, kernel: kernel, stride: stride, padding: padding, dilation: dilation,
      isCeiling: ceilMode)
    return Tensor.apply(MaxPool(window: window), [self])
  }

  /// The largest elements under a kernel that slides over images (N, C, height, width). The gradient
  /// goes to the first of equal elements.
  ///
  /// - Parameters:
  ///   - kernel: The extents of the kernel.
  ///   - stride: How far it moves; its own extents by default.
  ///   - padding: Places outside the image on each side, at most half the kernel.
  ///   - dilation: The distance between elements of the kernel.
  ///   - ceilMode: Whether a last, incomplete window counts.
  public func maxPool2d(
    kernel: PerAxis, stride: PerAxis? = nil, padding: PerAxis = 0, dilation: PerAxis = 1,
    ceilMode: Bool = false
  ) -> Tensor {
    let window = PoolingWindow(
      2, kernel: kernel, stride: stride, padding: padding, dilation: dilation,
      isCeiling: ceilMode)
    return Tensor.apply(MaxPool(window: window), [self])
  }
}

struct MaxPool: Operator {
  let window: PoolingWindow

  func outputShape(_ inputs: InputShapes) throws -> [Int] { try window.outputShape(inputs[0]) }

  func forward(_ inputs: InputArrays) -> NDArray { pooled(inputs[0]).values }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    let places = Tensor(pooled(inputs[0].array).places).flattened(from: 2)
    let planes = inputs[0].shape.prefix(2) + [inputs[0].shape.dropFirst(2).reduce(1, *)]
    return Tensor.zeros(Array(planes), upstream.dataType)
      .scatterAdded(axis: 2, at: places, upstream.flattened(from: 2))
      .reshaped(to: inputs[0].shape)
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) throws -> GraphBuilder.Value {
    var sliding = try window.window(inputs[0].shape)
    let isDilated = window.dilations.contains { $0 > 1 }
    if isDilated && builder.opset < 10 {
      throw LoweringError(operation: "MaxPool", opset: builder.opset, lowestOpset: 10)
    }
    // A last window is said by padding where runtimes accept it: less than the kernel.
    let isCeiling = zip(sliding.paddingAfter, window.kernel).contains { $0 >= $1 }
    if isCeiling { sliding.paddingAfter = window.padding }
    var attributes = sliding.attributes(kernel: window.kernel)
    if isDilated { attributes["dilations"] = .ints(window.dilations) }
    if isCeiling { attributes["ceil_mode"] = .int(1) }
    return builder.append("MaxPool", inputs, attributes: attributes, type: type)
  }

  private func pooled(_ x: NDArray) -> (values: NDArray, places: NDArray) {
    guard let sliding = try? window.window(x.shape) else {
      fatalError("max pooling of shape \(x.shape)")
    }
    return x.maxPooled(kernel: window.kernel, sliding)
  }
}
