import Arrays
import Tensors

private let images: [[[Int]]] = [[[2, 3, 5, 6]], [[1, 1, 4, 4]], [[0, 2, 5, 5]]]
private let convolved: [[[Int]]] = [
  [[2, 2, 5, 6], [4, 2, 3, 3], [4]], [[1, 1, 4, 4], [1, 1, 2, 3], [1]],
  [[0, 2, 5, 5], [2, 2, 3, 3], [2]],
]
private let grouped: [[[Int]]] = [
  [[2, 4, 5, 6], [6, 2, 3, 3]], [[1, 2, 4, 4], [2, 1, 2, 2]], [[1, 2, 5, 4], [4, 1, 1, 3]],
]

/// Convolutions, pooling and resampling.
let convolutionCases: [OperatorCase] =
  convolutionRows + transposedRows + weightGradientRows + poolingRows + resamplingRows

private let convolutionRows: [OperatorCase] = [
  OperatorCase("Convolution", convolved) { $0[0].conv2d($0[1], bias: $0[2]) },
  OperatorCase("Convolution", convolved) {
    $0[0].conv2d($0[1], bias: $0[2], stride: [2, 1], padding: [1, 2], dilation: [2, 1])
  },
  OperatorCase("Convolution", convolved) { $0[0].conv2d($0[1], stride: 2, padding: 1) },
  OperatorCase("Convolution", grouped) { $0[0].conv2d($0[1], padding: 1, groups: 2) },
  OperatorCase(
    "Convolution",
    [
      [[2, 3, 4, 5], [4, 3, 1, 1]], [[1, 1, 3, 3], [2, 1, 1, 1]], [[1, 2, 2, 1], [1, 2, 1, 1]],
    ]
  ) { $0[0].conv2d($0[1]) },
  OperatorCase(
    "Convolution",
    [
      [[2, 3, 7], [4, 3, 3], [4]], [[1, 1, 5], [1, 1, 2], [1]], [[1, 2, 6], [3, 2, 3], [3]],
    ]
  ) { $0[0].conv1d($0[1], bias: $0[2], stride: 2, padding: 1) },
  OperatorCase("Convolution", convolved) {
    $0[0].convolution(
      $0[1], SlidingWindow(strides: [2, 2], padding: [0, 1], paddingAfter: [1, 3]))
  },
  OperatorCase(
    "Convolution",
    [
      [[1, 2, 3, 4, 3], [2, 2, 2, 2, 2]], [[2, 1, 2, 2, 2], [1, 1, 2, 1, 2]],
      [[1, 1, 3, 3, 3], [1, 1, 3, 2, 1]],
    ]
  ) { $0[0].convolution($0[1], SlidingWindow(strides: [1, 2, 1], padding: [1, 0, 1])) },
]

private let transposed: [[[Int]]] = [
  [[2, 2, 3, 4], [2, 3, 3, 3], [3]], [[1, 1, 2, 2], [1, 1, 3, 2], [1]],
  [[0, 2, 3, 3], [2, 2, 3, 3], [2]],
]

private let transposedRows: [OperatorCase] = [
  OperatorCase("ConvolutionTranspose", transposed) { $0[0].convTranspose2d($0[1], bias: $0[2]) },
  OperatorCase("ConvolutionTranspose", transposed) {
    $0[0].convTranspose2d(
      $0[1], bias: $0[2], stride: 2, padding: [1, 0], outputPadding: [1, 0])
  },
  OperatorCase("ConvolutionTranspose", transposed) {
    $0[0].convTranspose2d($0[1], padding: 1, dilation: 2)
  },
  OperatorCase(
    "ConvolutionTranspose",
    [
      [[2, 4, 3, 3], [4, 2, 2, 2]], [[1, 2, 2, 2], [2, 1, 3, 3]], [[1, 2, 1, 3], [2, 3, 2, 1]],
    ]
  ) { $0[0].convTranspose2d($0[1], stride: [2, 1], groups: 2) },
  OperatorCase(
    "ConvolutionTranspose",
    [
      [[2, 3, 4], [3, 2, 3], [2]], [[1, 1, 3], [1, 1, 4], [1]], [[1, 2, 2], [2, 2, 3], [2]],
    ]
  ) { $0[0].convTranspose1d($0[1], bias: $0[2], stride: 3, padding: 1, outputPadding: 2) },
  OperatorCase("ConvolutionTranspose", transposed) {
    $0[0].convolutionTranspose(
      $0[1], SlidingWindow(strides: [2, 2], padding: [0, 1], paddingAfter: [1, 0]))
  },
]

/// The gradient of a convolution with respect to weights of `shape`.
private func weightGradient(
  _ inputs: [Tensor], _ shape: [Int], _ window: SlidingWindow, groups: Int = 1
) -> Tensor {
  let weight = Tensor.zeros(shape, inputs[0].dataType).tracked()
  let output = inputs[0].convolution(weight, window, groups: groups)
  return gradients(of: output, with: [weight], upstream: inputs[1], recording: true)[0]
}

private let weightGradientRows: [OperatorCase] = [
  OperatorCase(
    "ConvolutionWeightGradient",
    [
      [[2, 2, 5, 6], [2, 3, 3, 4]], [[1, 2, 5, 6], [1, 3, 3, 4]], [[3, 2, 5, 6], [3, 3, 3, 4]],
    ]
  ) { weightGradient($0, [3, 2, 3, 3], SlidingWindow(strides: [1, 1], padding: [0, 0])) },
  OperatorCase(
    "ConvolutionWeightGradient",
    [
      [[2, 4, 6, 6], [2, 2, 3, 2]], [[1, 4, 6, 6], [1, 2, 3, 2]], [[3, 4, 6, 6], [3, 2, 3, 2]],
    ]
  ) {
    let window = SlidingWindow(strides: [2, 2], padding: [1, 0], dilations: [1, 2])
    return weightGradient($0, [2, 2, 3, 2], window, groups: 2)
  },
]

private let pooled = [OperatorCase.Input.distinct(-2...2)]

private let poolingRows: [OperatorCase] = [
  OperatorCase("MaxPool", images, inputs: pooled) { $0[0].maxPool2d(kernel: 2) },
  OperatorCase("MaxPool", images, inputs: pooled) {
    $0[0].maxPool2d(kernel: [3, 2], stride: [2, 1], padding: 1)
  },
  OperatorCase("MaxPool", images, inputs: pooled) {
    $0[0].maxPool2d(kernel: 3, stride: 2, ceilMode: true)
  },
  OperatorCase("MaxPool", images, inputs: pooled, from: 10) {
    $0[0].maxPool2d(kernel: 2, stride: 2, padding: 1, dilation: 2, ceilMode: true)
  },
  OperatorCase("MaxPool", [[[2, 3, 7]], [[1, 1, 4]], [[1, 2, 5]]], inputs: pooled) {
    $0[0].maxPool1d(kernel: 3, stride: 2, padding: 1)
  },
  OperatorCase("AveragePool", images) { $0[0].avgPool2d(kernel: 2) },
  OperatorCase("AveragePool", images) {
    $0[0].avgPool2d(kernel: [3, 2], stride: [2, 1], padding: 1)
  },
  OperatorCase("AveragePool", images) {
    $0[0].avgPool2d(kernel: 3, stride: 2, padding: 1, countIncludePad: false)
  },
  OperatorCase("AveragePool", images) {
    $0[0].avgPool2d(kernel: 3, stride: 2, ceilMode: true)
  },
  OperatorCase("AveragePool", images) {
    $0[0].avgPool2d(kernel: 2, stride: 3, padding: 1, ceilMode: true)
  },
  OperatorCase("AveragePool", [[[2, 3, 7]], [[1, 1, 4]], [[1, 2, 5]]]) {
    $0[0].avgPool1d(kernel: 3, stride: 2, padding: 1, ceilMode: true, countIncludePad: false)
  },
  OperatorCase("adaptiveAvgPool2d", images) { $0[0].adaptiveAvgPool2d(1) },
  OperatorCase("adaptiveAvgPool2d", images) { $0[0].adaptiveAvgPool2d([3, 4]) },
  OperatorCase("adaptiveAvgPool1d", [[[2, 3, 6]], [[1, 1, 9]], [[1, 2, 3]]]) {
    $0[0].adaptiveAvgPool1d(3)
  },
]

private let resamplingRows: [OperatorCase] = [
  OperatorCase("Resize", images) { $0[0].upsample(scale: 2) },
  OperatorCase("Resize", images) { $0[0].upsample(size: [7, 4]) },
  OperatorCase("Resize", images) { $0[0].upsample(scale: 1.5) },
  OperatorCase("Resize", images) { $0[0].upsample(scale: 2, .linear) },
  OperatorCase("Resize", images) { $0[0].upsample(size: [8, 4], .linear) },
  OperatorCase("Resize", images) { $0[0].upsample(scale: 1.7, .linear) },
  OperatorCase("Resize", [[[2, 3, 5]], [[1, 1, 4]], [[1, 2, 2]]]) { $0[0].upsample(size: 7) },
  OperatorCase("Resize", [[[2, 3, 5]], [[1, 1, 4]], [[1, 2, 2]]]) {
    $0[0].upsample(size: 7, .linear)
  },
  OperatorCase("MapAxis", [[[3, 4]], [[2, 3]], [[0, 3]]]) {
    $0[0].mapped(
      AxisMap(from: $0[0].shape[1], [[.init(0, 2), .init(2, -1)], [], [.init(1, 1)]]), axis: 1)
  },
  OperatorCase("MapAxis", [[[3, 2, 2]], [[3, 1, 2]], [[3, 2, 1]]]) {
    $0[0].mapped(AxisMap(from: 3, [[.init(0, 2), .init(2, -1)], [.init(1, 1)]]), axis: 0)
  },
]
