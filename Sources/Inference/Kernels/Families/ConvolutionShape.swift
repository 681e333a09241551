import Arrays
import ONNX

/// The attributes and checks that convolutions share: windows, and channels in groups.
struct ConvolutionShape: Sendable {
  let window: WindowAttributes
  let groupCount: Int

  init(_ node: inout NodeReader, _ options: WindowAttributes.Options) throws(InferenceProblem) {
    window = try WindowAttributes(&node, options)
    groupCount = try node.int("group") ?? 1
    guard (1...Int(Int32.max)).contains(groupCount) else {
      throw .invalidAttribute("group", reason: "it is \(groupCount)")
    }
  }

  /// Checks types and channels.
  ///
  /// - Parameters:
  ///   - bias: The number of the input that is the bias.
  ///   - isTransposed: Whether the weights begin with the input's channels.
  /// - Returns: The number of the output's channels.
  func check(
    _ inputs: [ValueType?], bias: Int, isTransposed: Bool
  ) throws(InferenceProblem) -> Dimension {
    let (x, weights) = (try inputs.required(0), try inputs.required(1))
    try x.dataType.requireFloatingPoint()
    for case let input? in inputs.dropFirst() { try input.dataType.require(x.dataType) }
    guard (3...5).contains(x.rank ?? 3) else {
      throw .shapeMismatch("\(shapeText(x.shape)) has no 1 to 3 spatial axes")
    }
    if let rank = x.rank { try weights.requireRank(rank...rank) }
    let (first, second) = (weights.extent(0), weights.extent(1))
    let mismatch = InferenceProblem.shapeMismatch(
      "\(shapeText(x.shape)) and weights \(shapeText(weights.shape)) in \(groupCount) groups")
    if isTransposed ? !agree(first, x.extent(1)) : !agree(times(second), x.extent(1)) {
      throw mismatch
    }
    if case .fixed(let count) = first, count % groupCount != 0 { throw mismatch }
    let channels = isTransposed ? times(second) : first
    try inputs.optional(bias)?.requireShape([channels])
    return channels
  }

  private func times(_ extent: Dimension) -> Dimension {
    guard case .fixed(let count) = extent, count <= 1 << 31 else { return .unknown }
    return .fixed(count * groupCount)
  }
}

extension WindowGeometry {
  /// The windows as arrays take them.
  var sliding: SlidingWindow {
    SlidingWindow(
      strides: axes.map(\.stride), padding: axes.map(\.before), paddingAfter: axes.map(\.after),
      dilations: axes.map(\.dilation))
  }

  /// Requires that arrays can compute a convolution of an input, or of its output, by weights.
  func requireConvolution(
    _ input: [Int], _ weights: [Int], _ groups: Int
  ) throws(InferenceProblem) {
    let counts = [
      weights[0], weights[1...].reduce(1, *), inputCount, outputCount,
    ]
    try requireMatrixExtents(counts.map(Dimension.fixed))
    guard NDArray.convolutionShape(input, weights, sliding, groups) != nil else {
      throw .shapeMismatch("\(input) and weights \(weights) have no convolution")
    }
  }
}

extension NDArray {
  /// This array with a number added for each channel, where there are such.
  func adding(bias: NDArray?) -> NDArray {
    bias.map { combining(.add, $0.perChannel(rank: rank)) } ?? self
  }
}
