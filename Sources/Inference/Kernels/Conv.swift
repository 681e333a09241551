import Arrays
import ONNX

/// Sums of a window's elements by weights: <https://onnx.ai/onnx/operators/onnx__Conv.html>.
struct ConvKernel: Kernel {
  static let operatorType = "Conv"
  static let versions: [Int: OneForm] = [1: OneForm(), 11: OneForm(), 22: OneForm()]

  private let shape: ConvolutionShape

  init(_ form: OneForm, _ node: inout NodeReader) throws(InferenceProblem) {
    try node.requireInputs(2...3)
    shape = try ConvolutionShape(&node, [.automaticPadding, .dilations])
  }

  func infer(_ inputs: [ValueType?]) throws(InferenceProblem) -> [ValueType] {
    let channels = try shape.check(inputs, bias: 2, isTransposed: false)
    let (x, weights) = (try inputs.required(0), try inputs.required(1))
    guard let extents = x.shape else { return [ValueType(x.dataType, nil)] }
    guard let kernel = weights.shape.flatMap({ fixedExtents(Array($0[2...])) }) else {
      let space = Array(repeating: Dimension.unknown, count: extents.count - 2)
      return [ValueType(x.dataType, [extents[0], channels] + space)]
    }
    let space = try shape.window.infer(extents[2...], weightKernel: kernel)
    return [ValueType(x.dataType, [extents[0], channels] + space)]
  }

  func evaluate(_ inputs: [NDArray?]) throws(InferenceProblem) -> [NDArray] {
    let (x, weights) = (try inputs.required(0), try inputs.required(1))
    let geometry = try shape.window.placed(
      on: x.shape[2...], weightKernel: Array(weights.shape[2...]))
    let groups = try geometry.rowGroups(height: weights.shape[1...].reduce(1, *))
    func run<T: RealNumber>(_ type: T.Type) -> NDArray {
      convolved(x, weights, geometry, groups, type)
    }
    return [try x.dataType.floating(run, run).adding(bias: inputs.optional(2))]
  }

  private func convolved<T: RealNumber>(
    _ x: NDArray, _ weights: NDArray, _ geometry: WindowGeometry, _ rows: [Range<Int>],
    _ type: T.Type
  ) -> NDArray {
    let output = [x.shape[0], weights.shape[0]] + geometry.outputShape
    guard !output.contains(0) else { return .zeros(output, x.dataType) }
    let channels = weights.shape[1]
    let height = channels * geometry.kernelCount
    let perGroup = weights.shape[0] / shape.groupCount
    let matrices = weights.reshaped([shape.groupCount, perGroup, height])
    var results: [NDArray] = []
    x.withScalars(of: type) { source in
      guard let base = source.baseAddress else { return }
      for group in 0..<(x.shape[0] * shape.groupCount) {
        let plane = base + group * channels * geometry.inputCount
        let matrix = matrices.sliced(axis: 0, start: group % shape.groupCount, count: 1)
          .reshaped([perGroup, height])
        let parts = rows.map {
          matrix.matmul(geometry.unfolded(plane, channels: channels, rows: $0))
        }
        results.append(NDArray.concatenate(parts, axis: 1))
      }
    }
    return NDArray.concatenate(results, axis: 0).reshaped(output)
  }
}
