import CKernels

/// How a window slides along one spatial axis. An element of the kernel at `tap` and an output at
/// `place` meet the input at place · stride + tap · dilation − before.
public struct SpaceAxis: Sendable, Equatable {
  /// The input's extent.
  public var input: Int
  /// The kernel's extent.
  public var kernel: Int
  /// The number of windows.
  public var output: Int
  /// Elements from one window to the next.
  public var stride: Int
  /// Elements from one element of the kernel to the next.
  public var dilation: Int
  /// Zeros before the input.
  public var before: Int
  /// Zeros after the input that a mean counts.
  public var after: Int

  /// Creates an axis.
  public init(
    input: Int, kernel: Int, output: Int, stride: Int, dilation: Int, before: Int, after: Int
  ) {
    (self.input, self.kernel, self.output) = (input, kernel, output)
    (self.stride, self.dilation, self.before, self.after) = (stride, dilation, before, after)
  }

  /// An axis that is not there.
  public static let single = SpaceAxis(
    input: 1, kernel: 1, output: 1, stride: 1, dilation: 1, before: 0, after: 0)

  /// Whether kernels can walk along the axis: extents and steps are positive and small.
  var isSound: Bool {
    let limit = 1 << 30
    let extents = [input, kernel, output, stride, dilation]
    return extents.allSatisfy { $0 > 0 && $0 < limit }
      && [before, after].allSatisfy { $0 >= 0 && $0 < limit }
  }
}

/// A convolution with bias and activation, or its transpose, of arrays whose channels lie together:
/// (batch, space, channels).
public struct Convolution: Sendable, Equatable {
  /// The three spatial axes. For a transpose, input and output change places.
  public var axes: [SpaceAxis]
  /// Whether every element of the source is spread over a window, rather than a window summed.
  public var isTransposed: Bool
  /// The number of images.
  public var batch: Int
  /// Channels of the source.
  public var inputs: Int
  /// Channels of the target.
  public var outputs: Int
  /// The input.
  public var source: Plan.Operand
  /// The weights as `packedTaps` makes them, and after them `inputs` zeros.
  public var weights: Plan.Operand
  /// A number for each output channel, if anything is added.
  public var bias: Plan.Operand?
  /// What is applied to the sum, if anything.
  public var activation: UnaryOperation?
  /// The output.
  public var target: Plan.Operand

  /// Creates a convolution without bias and activation.
  public init(
    axes: [SpaceAxis], isTransposed: Bool, batch: Int, inputs: Int, outputs: Int,
    source: Plan.Operand, weights: Plan.Operand, target: Plan.Operand
  ) {
    (self.axes, self.isTransposed, self.batch) = (axes, isTransposed, batch)
    (self.inputs, self.outputs) = (inputs, outputs)
    (self.source, self.weights, self.target) = (source, weights, target)
  }

  /// The largest number of elements that a kernel may have.
  public static let largestKernel = TesseraLargestKernel

  /// Elements of the packed weights, before the zeros.
  var weightCount: Int {
    let taps = axes.reduce(1) { $0 * $1.kernel }
    return tessera_packed_taps_count(taps, axes[2].kernel, inputs, outputs)
  }

  /// Positions of a target's line, and the number of lines.
  var lines: (width: Int, count: Int) {
    let extents = axes.map { isTransposed ? $0.input : $0.output }
    return (extents[2], batch * extents[0] * extents[1])
  }
}

/// The largest or the mean element of every window, of arrays whose channels lie together.
public struct Pool: Sendable, Equatable {
  /// The three spatial axes.
  public var axes: [SpaceAxis]
  /// Whether the mean is wanted.
  public var isMean: Bool
  /// Whether a mean counts the zeros around the input.
  public var countsPadding: Bool
  /// The number of images.
  public var batch: Int
  /// The number of channels.
  public var channels: Int
  /// The input.
  public var source: Plan.Operand
  /// The output.
  public var target: Plan.Operand

  /// Creates a pool.
  public init(
    axes: [SpaceAxis], isMean: Bool, countsPadding: Bool, batch: Int, channels: Int,
    source: Plan.Operand, target: Plan.Operand
  ) {
    (self.axes, self.isMean, self.countsPadding) = (axes, isMean, countsPadding)
    (self.batch, self.channels, self.source, self.target) = (batch, channels, source, target)
  }
}

extension TesseraWindow {
  /// Three axes as the kernels take them.
  init(_ axes: [SpaceAxis]) {
    func triple(_ part: (SpaceAxis) -> Int) -> (Int, Int, Int) {
      (part(axes[0]), part(axes[1]), part(axes[2]))
    }
    self.init(
      input: triple { $0.input }, kernel: triple { $0.kernel }, output: triple { $0.output },
      stride: triple { $0.stride }, dilation: triple { $0.dilation }, before: triple { $0.before })
  }
}
