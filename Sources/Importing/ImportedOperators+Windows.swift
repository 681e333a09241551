import Arrays
import Tensors

extension ImportedOperators {
  /// Convolutions, pooling and resampling.
  static let windows: [String: ImportedOperator] = [
    "Conv": { node, inputs in
      let (x, weight) = (inputs.given(0), inputs.given(1))
      let window = window(node, x, kernel: Array(weight.shape[2...]))
      return [
        x.convolution(weight, bias: inputs.at(2), window, groups: node.int("group") ?? 1)
      ]
    },
    "ConvTranspose": { node, inputs in
      let (x, weight) = (inputs.given(0), inputs.given(1))
      let window = window(node, x, kernel: Array(weight.shape[2...]))
      let padding = node.ints("output_padding") ?? window.strides.map { _ in 0 }
      return [
        x.convolutionTranspose(
          weight, bias: inputs.at(2), window, outputPadding: PerAxis(padding),
          groups: node.int("group") ?? 1)
      ]
    },
    "MaxPool": unary { node, x in
      let kernel = node.ints("kernel_shape") ?? []
      let (padded, window) = symmetric(node, x, kernel, .constant(-.infinity))
      return planes(padded) { planes, isLine in
        planes.maxPool2d(
          kernel: flat(kernel, isLine, 1), stride: flat(window.strides, isLine, 1),
          padding: flat(window.paddingBefore, isLine, 0),
          dilation: flat(window.dilations, isLine, 1), ceilMode: node.int("ceil_mode") == 1)
      }
    },
    "AveragePool": unary { node, x in averagePool(node, x) },
    "GlobalAveragePool": unary { $0.mean(axes: Array(2..<$0.rank), keepingAxes: true) },
    "GlobalMaxPool": unary { $0.max(axes: Array(2..<$0.rank), keepingAxes: true) },
    "Resize": { node, inputs in
      let sizes = inputs.at(3)?.integers ?? []
      let scales = inputs.at(node.opset < 11 ? 1 : 2)
      return [resized(node, inputs.given(0), sizes, scales?.numbers ?? [])]
    },
    "Upsample": { node, inputs in
      let scales = node.floats("scales") ?? inputs.at(1)?.numbers ?? []
      return [resized(node, inputs.given(0), [], scales)]
    },
  ]

  private static func averagePool(_ node: ImportedNode, _ x: Tensor) -> Tensor {
    let kernel = node.ints("kernel_shape") ?? []
    let window = window(node, x, kernel: kernel)
    let isCounted = node.int("count_include_pad") == 1
    func pool(_ x: Tensor, padding: [Int], isCounted: Bool) -> Tensor {
      planes(x) { planes, isLine in
        planes.avgPool2d(
          kernel: flat(kernel, isLine, 1), stride: flat(window.strides, isLine, 1),
          padding: flat(padding, isLine, 0), ceilMode: node.int("ceil_mode") == 1,
          countIncludePad: isCounted)
      }
    }
    if window.paddingBefore == window.paddingAfter {
      return pool(x, padding: window.paddingBefore, isCounted: isCounted)
    }
    let (before, after) = ([0, 0] + window.paddingBefore, [0, 0] + window.paddingAfter)
    func padded(_ x: Tensor) -> Tensor {
      pool(x.padded(before: before, after: after), padding: kernel.map { _ in 0 }, isCounted: true)
    }
    return isCounted ? padded(x) : padded(x) / padded(.ones(x.shape, x.dataType))
  }

  /// Spatial axes at another resolution, given as extents or factors of all axes.
  private static func resized(
    _ node: ImportedNode, _ x: Tensor, _ sizes: [Int], _ scales: [Double]
  ) -> Tensor {
    let mode: Interpolation = node.text("mode") == "linear" ? .linear : .nearest
    let factors = scales.dropFirst(2)
    if sizes.isEmpty, let factor = factors.first, factors.allSatisfy({ $0 == factor }) {
      return x.upsample(scale: factor, mode)
    }
    let extents =
      sizes.isEmpty ? zip(x.shape, scales).map { Int(Double($0) * $1) } : sizes
    return x.upsample(size: PerAxis(Array(extents.dropFirst(2))), mode)
  }

  private static func isAutomatic(_ node: ImportedNode) -> Bool {
    let mode = node.text("auto_pad") ?? "NOTSET"
    return mode != "NOTSET" && mode != "VALID"
  }

  /// The window of a node, its padding worked out where the node leaves it to the input's size.
  private static func window(
    _ node: ImportedNode, _ x: Tensor, kernel: [Int]
  ) -> SlidingWindow {
    let ones = kernel.map { _ in 1 }
    let strides = node.ints("strides") ?? ones
    let dilations = node.ints("dilations") ?? ones
    var pads = node.ints("pads") ?? (kernel + kernel).map { _ in 0 }
    if isAutomatic(node) {
      let totals = kernel.indices.map { axis in
        let extent = x.shape[axis + 2]
        let reach = (kernel[axis] - 1) * dilations[axis] + 1
        let steps = (extent + strides[axis] - 1) / strides[axis]
        return max(0, (steps - 1) * strides[axis] + reach - extent)
      }
      let isUpper = node.text("auto_pad") == "SAME_UPPER"
      let before = totals.map { isUpper ? $0 / 2 : ($0 + 1) / 2 }
      pads = before + zip(totals, before).map { $0 - $1 }
    }
    return SlidingWindow(
      strides: strides, padding: Array(pads.prefix(kernel.count)),
      paddingAfter: Array(pads.suffix(kernel.count)), dilations: dilations)
  }

  /// An input and a window with the same padding on both sides: what is uneven, the input gets.
  private static func symmetric(
    _ node: ImportedNode, _ x: Tensor, _ kernel: [Int], _ mode: PaddingMode
  ) -> (Tensor, SlidingWindow) {
    var window = window(node, x, kernel: kernel)
    if window.paddingBefore == window.paddingAfter { return (x, window) }
    let padded = x.padded(
      before: [0, 0] + window.paddingBefore, after: [0, 0] + window.paddingAfter, mode)
    window.paddingBefore = kernel.map { _ in 0 }
    window.paddingAfter = window.paddingBefore
    return (padded, window)
  }

  /// Applies a function of (N, C, H, W) to (N, C, L) as well.
  private static func planes(_ x: Tensor, _ function: (Tensor, Bool) -> Tensor) -> Tensor {
    if x.rank == 4 { return function(x, false) }
    guard x.rank == 3 else { fatalError("pooling of shape \(x.shape) is not imported") }
    return function(x.unsqueezed(axis: 2), true).squeezed(axes: [2])
  }

  private static func flat(_ numbers: [Int], _ isLine: Bool, _ filler: Int) -> PerAxis {
    PerAxis(isLine ? [filler] + numbers : numbers)
  }

  /// Normalisations.
  static let normalizations: [String: ImportedOperator] = [
    "BatchNormalization": { node, inputs in [batchNormalization(node, inputs)] },
    "GroupNormalization": { node, inputs in
      let x = inputs.given(0)
      let groups = node.int("num_groups") ?? 1
      var (scale, bias) = (inputs.given(1), inputs.given(2))
      // One number for each group before opset 21, for each channel from there on.
      if node.opset < 21 {
        let width = x.shape[1] / max(1, groups)
        (scale, bias) = (repeated(scale, width), repeated(bias, width))
      }
      return [
        x.groupNorm(
          groups: groups, weight: scale, bias: bias, epsilon: node.float("epsilon") ?? 1e-5)
      ]
    },
    "InstanceNormalization": { node, inputs in
      [
        inputs.given(0).instanceNorm(
          weight: inputs.given(1), bias: inputs.given(2), epsilon: node.float("epsilon") ?? 1e-5)
      ]
    },
    "LayerNormalization": { node, inputs in
      let x = inputs.given(0)
      let axis = node.int("axis") ?? -1
      return [
        x.layerNorm(
          axes: axis < 0 ? -axis : x.rank - axis, weight: inputs.given(1), bias: inputs.at(2),
          epsilon: node.float("epsilon") ?? 1e-5)
      ]
    },
  ]

  private static func repeated(_ x: Tensor, _ times: Int) -> Tensor {
    x.unsqueezed(axis: 1).expanded(to: [x.count, times]).reshaped(to: [x.count * times])
  }

  /// By the batch in training, which is for fine-tuning, and by the kept statistics otherwise.
  private static func batchNormalization(_ node: ImportedNode, _ inputs: [Tensor?]) -> Tensor {
    inputs.given(0).batchNorm(
      weight: inputs.given(1), bias: inputs.given(2), mean: inputs.given(3),
      variance: inputs.given(4), epsilon: node.float("epsilon") ?? 1e-5)
  }
}
