import Arrays
import ONNX

// y = the mean of x under a sliding kernel
// https://onnx.ai/onnx/operators/onnx__AveragePool.html, versions 7, 10, 11, 19 and 22.

extension Tensor {
  /// The means under a kernel that slides over sequences (N, C, length).
  public func avgPool1d(
    kernel: PerAxis, stride: PerAxis? = nil, padding: PerAxis = 0, ceilMode: Bool = false,
    countIncludePad: Bool = true
  ) -> Tensor {
    let window = PoolingWindow(
      1, kernel: kernel, stride: stride, padding: padding, isCeiling: ceilMode)
    return Tensor.apply(AveragePool(window: window, countsPadding: countIncludePad), [self])
  }

  /// The means under a kernel that slides over images (N, C, height, width).
  ///
  /// - Parameters:
  ///   - kernel: The extents of the kernel.
  ///   - stride: How far it moves; its own extents by default.
  ///   - padding: Zeros on each side, at most half the kernel.
  ///   - ceilMode: Whether a last, incomplete window counts.
  ///   - countIncludePad: Whether the means are over the zeros too.
  public func avgPool2d(
    kernel: PerAxis, stride: PerAxis? = nil, padding: PerAxis = 0, ceilMode: Bool = false,
    countIncludePad: Bool = true
  ) -> Tensor {
    let window = PoolingWindow(
      2, kernel: kernel, stride: stride, padding: padding, isCeiling: ceilMode)
    return Tensor.apply(AveragePool(window: window, countsPadding: countIncludePad), [self])
  }
}

struct AveragePool: Operator {
  let window: PoolingWindow
  let countsPadding: Bool

  func outputShape(_ inputs: InputShapes) throws -> [Int] { try window.outputShape(inputs[0]) }

  func forward(_ inputs: InputArrays) -> NDArray { inputs[0].mapped(maps(inputs[0].shape)) }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? { upstream.mapped(maps(inputs[0].shape).map(\.transposed)) }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) throws -> GraphBuilder.Value {
    var (x, sliding) = (inputs[0], try window.window(inputs[0].shape))
    var countsPadding = countsPadding
    // Elements beyond the padding, under a last window, count in ONNX and do not in PyTorch.
    if countsPadding && sliding.paddingAfter != window.padding {
      let pads = [0, 0] + window.padding
      x = try builder.apply(Pad(before: pads, after: pads, mode: .constant(0)), [x])
      sliding.paddingAfter = zip(sliding.paddingAfter, window.padding).map(-)
      sliding.paddingBefore = window.padding.map { _ in 0 }
      countsPadding = false
    }
    var attributes = sliding.attributes(kernel: window.kernel)
    attributes["count_include_pad"] = .int(countsPadding ? 1 : 0)
    return builder.append("AveragePool", [x], attributes: attributes, type: type)
  }

  /// The mean along each spatial axis; the mean under the kernel is their composition.
  private func maps(_ shape: [Int]) -> [AxisMap] {
    guard let output = try? window.outputShape(shape) else { return [] }
    return window.kernel.indices.map { axis in
      let (extent, padding) = (shape[axis + 2], window.padding[axis])
      return AxisMap(
        from: extent,
        (0..<output[axis + 2]).map { place in
          let start = place * window.strides[axis] - padding
          let counted = min(start + window.kernel[axis], extent + padding) - start
          let inside = max(0, start)..<min(start + window.kernel[axis], extent)
          let weight = 1 / Double(countsPadding ? counted : inside.count)
          return inside.map { AxisMap.Term($0, weight) }
        })
    }
  }
}
