import Arrays
import ONNX

/// The transpose of a convolution: every element is spread over a window by weights.
/// <https://onnx.ai/onnx/operators/onnx__ConvTranspose.html>
struct ConvTransposeKernel: Kernel {
  static let operatorType = "ConvTranspose"
  static let versions: [Int: OneForm] = [1: OneForm(), 11: OneForm(), 22: OneForm()]

  private let shape: ConvolutionShape
  private let outputPadding: [Int]?
  private let outputShape: [Int]?

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...3)
    shape = try ConvolutionShape(&node, [.automaticPadding, .dilations])
    outputPadding = try node.ints("output_padding")
    outputShape = try node.ints("output_shape")
    for (name, list) in [("output_padding", outputPadding), ("output_shape", outputShape)] {
      if let value = list?.first(where: { !(0...Int(Int32.max)).contains($0) }) {
        throw .invalidAttribute(name, reason: "it contains \(value)")
      }
    }
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let channels = try shape.check(inputs, bias: 2, isTransposed: true)
    let (x, weights) = (try inputs.required(0), try inputs.required(1))
    guard let extents = x.shape else { return [ValueType(x.dataType, nil)] }
    guard let kernel = weights.shape.flatMap({ fixedExtents(Array($0[2...])) }),
      let space = fixedExtents(Array(extents[2...]))
    else {
      let space = Array(repeating: Dimension.unknown, count: extents.count - 2)
      return [ValueType(x.dataType, [extents[0], channels] + space)]
    }
    let geometry = try geometry(space, kernel)
    return [
      ValueType(
        x.dataType, [extents[0], channels] + geometry.axes.map { Dimension.fixed($0.input) })
    ]
  }

  /// The windows on the output, of which there are as many as the input has elements.
  private func geometry(
    _ input: [Int], _ kernel: [Int]
  ) throws(InferenceProblem) -> WindowGeometry {
    let windows = try shape.window.axes(count: input.count, weightKernel: kernel)
    for list in [outputPadding, outputShape] where list != nil && list?.count != input.count {
      throw .shapeMismatch("lists of other lengths than there are spatial axes: \(input.count)")
    }
    var axes: [PlacedWindowAxis] = []
    for (axis, window) in windows.enumerated() {
      let padding = outputPadding?[axis] ?? 0
      let whole = (input[axis] - 1) * window.stride + padding + window.span
      var (before, after) = (window.before, window.after)
      let asked = outputShape?[axis] ?? (isSame ? input[axis] * window.stride : nil)
      if let asked {
        // Padding that makes up for the extent asked for; an odd element as `auto_pad` says.
        let total = max(0, whole - asked)
        before = window.padding == .sameUpper ? total / 2 : total - total / 2
        after = total - before
      }
      let extent = asked ?? whole - before - after
      guard extent > 0 || input[axis] == 0 else {
        throw .shapeMismatch("padding of \(before) and \(after) around \(whole) elements")
      }
      axes.append(
        PlacedWindowAxis(
          kernel: window.kernel, stride: window.stride, dilation: window.dilation,
          input: max(0, extent), output: input[axis], before: before, after: after))
    }
    return WindowGeometry(axes: axes)
  }

  private var isSame: Bool {
    shape.window.padding == .sameUpper || shape.window.padding == .sameLower
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (x, weights) = (try inputs.required(0), try inputs.required(1))
    let geometry = try geometry(Array(x.shape[2...]), Array(weights.shape[2...]))
    let groups = try geometry.rowGroups(height: weights.shape[1...].reduce(1, *))
    func run<T: RealNumber>(_ type: T.Type) -> NDArray {
      spread(x, weights, geometry, groups, type)
    }
    return [try x.dataType.floating(run, run).adding(bias: inputs.optional(2))]
  }

  private func spread<T: RealNumber>(
    _ x: NDArray, _ weights: NDArray, _ geometry: WindowGeometry, _ rows: [Range<Int>],
    _ type: T.Type
  ) -> NDArray {
    let groupCount = shape.groupCount
    let (read, made) = (weights.shape[0] / groupCount, weights.shape[1])
    let height = made * geometry.kernelCount
    let matrices = weights.reshaped([groupCount, read, height])
    let width = x.shape[3...].reduce(1, *)
    let source = x.reshaped([x.shape[0] * groupCount, read, x.shape[2], width])
    let output = [x.shape[0], made * groupCount] + geometry.axes.map(\.input)
    return NDArray(shape: output, of: type) { target in
      target.update(repeating: 0)
      guard let base = target.baseAddress, !target.isEmpty, x.count > 0 else { return }
      for group in 0..<(x.shape[0] * groupCount) {
        let matrix = matrices.sliced(axis: 0, start: group % groupCount, count: 1)
          .reshaped([read, height]).transposed()
        for rows in rows {
          let part = source.sliced(axis: 0, start: group, count: 1)
            .sliced(axis: 2, start: rows.lowerBound, count: rows.count)
            .reshaped([read, rows.count * width])
          matrix.matmul(part).withScalars(of: type) { columns in
            guard let from = columns.baseAddress else { return }
            geometry.fold(
              from, channels: made, rows: rows, into: base + group * made * geometry.inputCount)
          }
        }
      }
    }
  }
}
