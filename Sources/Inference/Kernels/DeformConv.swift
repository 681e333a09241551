import Arrays
import ONNX

/// A convolution whose windows' elements are each moved by an offset:
/// <https://onnx.ai/onnx/operators/onnx__DeformConv.html>.
struct DeformConvKernel: Kernel {
  static let operatorType = "DeformConv"
  static let versions: [Int: OneForm] = [19: OneForm(), 22: OneForm()]

  private let shape: ConvolutionShape
  private let offsetGroups: Int

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(3...5)
    shape = try ConvolutionShape(&node, .dilations)
    offsetGroups = try node.int("offset_group") ?? 1
    guard (1...Int(Int32.max)).contains(offsetGroups) else {
      throw .invalidAttribute("offset_group", reason: "it is \(offsetGroups)")
    }
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let channels = try shape.check(inputs, bias: 3, isTransposed: false)
    let (x, weights) = (try inputs.required(0), try inputs.required(1))
    // The stencil of a point grows with the power of the axes.
    try x.requireRank(3...8)
    guard let extents = x.shape else { return [ValueType(x.dataType, nil)] }
    if case .fixed(let count) = extents[1], count % offsetGroups != 0 {
      throw .shapeMismatch("\(count) channels in \(offsetGroups) groups of offsets")
    }
    guard let kernel = weights.shape.flatMap({ fixedExtents(Array($0[2...])) }) else {
      let space = Array(repeating: Dimension.unknown, count: extents.count - 2)
      return [ValueType(x.dataType, [extents[0], channels] + space)]
    }
    let space = try shape.window.infer(extents[2...], weightKernel: kernel)
    let count = try checkedCount(kernel + [offsetGroups])
    try inputs.required(2).requireShape([extents[0], .fixed(count * kernel.count)] + space)
    try inputs.optional(4)?.requireShape([extents[0], .fixed(count)] + space)
    return [ValueType(x.dataType, [extents[0], channels] + space)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (x, weights) = (try inputs.required(0), try inputs.required(1))
    let geometry = try shape.window.placed(
      on: x.shape[2...], weightKernel: Array(weights.shape[2...]))
    let output = [x.shape[0], weights.shape[0]] + geometry.outputShape
    let kernelCount = weights.shape[2...].reduce(1, *)
    let columns = geometry.outputCount
    let height = x.shape[1] * kernelCount
    guard try checkedCount([height, columns]) <= 1 << 28 else {
      throw .tooLarge(shape: "[\(height), \(columns)]")
    }
    let offsets = try inputs.required(2).cast(to: .float64).scalars(Double.self)
    let mask = inputs.optional(4)?.cast(to: .float64).scalars(Double.self)
    let perGroup = weights.shape[0] / shape.groupCount
    let matrices = weights.reshaped([
      shape.groupCount, perGroup, weights.shape[1] * kernelCount,
    ])
    var results: [NDArray] = []
    for batch in 0..<x.shape[0] {
      func run<T: RealNumber>(_ type: T.Type) -> NDArray {
        sampled(x, batch, geometry, offsets, mask, type)
      }
      let samples = try x.dataType.floating(run, run)
        .reshaped([shape.groupCount, weights.shape[1] * kernelCount, columns])
      results.append(matrices.matmul(samples))
    }
    return [
      NDArray.concatenate(results, axis: 0).reshaped(output).adding(bias: inputs.optional(3))
    ]
  }

  /// What the windows read, one window a column.
  private func sampled<T: RealNumber>(
    _ x: NDArray, _ batch: Int, _ geometry: WindowGeometry, _ offsets: [Double],
    _ mask: [Double]?, _ type: T.Type
  ) -> NDArray {
    let axes = geometry.axes
    let (columns, inputCount) = (geometry.outputCount, geometry.inputCount)
    let (taps, perGroup) = (geometry.kernelCount, x.shape[1] / offsetGroups)
    return NDArray(shape: [x.shape[1] * taps, columns], of: type) { target in
      x.withScalars(of: type) { source in
        guard let base = source.baseAddress else { return }
        var stencil = Stencil()
        for tap in 0..<(offsetGroups * taps) {
          let row = batch * offsetGroups * taps + tap
          for column in 0..<columns {
            stencil.reset()
            var (element, window) = (tap % taps, column)
            var points = [Double](repeating: 0, count: axes.count)
            for (number, axis) in axes.enumerated().reversed() {
              let start = window % axis.output * axis.stride - axis.before
              let moved = offsets[(row * axes.count + number) * columns + column]
              points[number] = Double(start + element % axis.kernel * axis.dilation) + moved
              (element, window) = (element / axis.kernel, window / axis.output)
            }
            for (point, axis) in zip(points, axes) {
              stencil.extend(by: .linear(at: point, extent: axis.input), extent: axis.input)
            }
            let weight = mask?[row * columns + column] ?? 1
            for channel in tap / taps * perGroup..<(tap / taps + 1) * perGroup {
              let plane = base + (batch * x.shape[1] + channel) * inputCount
              target[(channel * taps + tap % taps) * columns + column] =
                T(weight * stencil.apply(to: plane))
            }
          }
        }
      }
    }
  }
}
