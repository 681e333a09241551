import CKernels

/// How a kernel slides over the spatial axes of an array (batch, channels, spatial…): one number for
/// each of these axes.
///
/// Output place o and element t of the kernel meet at the input's place
/// o × stride + t × dilation − padding before.
public struct SlidingWindow: Sendable, Hashable {
  /// Elements that the kernel moves from one output to the next.
  public var strides: [Int]
  /// Elements from one element of the kernel to the next.
  public var dilations: [Int]
  /// Zeros before each axis.
  public var paddingBefore: [Int]
  /// Zeros after each axis.
  public var paddingAfter: [Int]

  /// Creates a window; padding is the same on both sides unless `paddingAfter` is given.
  public init(
    strides: [Int], padding: [Int], paddingAfter: [Int]? = nil, dilations: [Int]? = nil
  ) {
    self.strides = strides
    self.dilations = dilations ?? strides.map { _ in 1 }
    paddingBefore = padding
    self.paddingAfter = paddingAfter ?? padding
  }

  /// The number of spatial axes.
  public var rank: Int { strides.count }

  /// How many outputs a kernel of extents `kernel` has along each axis of an input, or nil where
  /// it does not fit or a number makes no sense.
  public func outputExtents(_ input: [Int], kernel: [Int]) -> [Int]? {
    guard isValid(kernel), input.count == rank, input.allSatisfy(Self.limits.contains) else {
      return nil
    }
    let extents = input.indices.map { axis in
      let room = input[axis] + paddingBefore[axis] + paddingAfter[axis] - reach(axis, kernel)
      return room < 0 ? -1 : room / strides[axis] + 1
    }
    return extents.contains(-1) ? nil : extents
  }

  /// The extents of the smallest input that has `output` outputs, or nil where there is none: what a
  /// transposed convolution makes without output padding.
  public func inputExtents(_ output: [Int], kernel: [Int]) -> [Int]? {
    guard isValid(kernel), output.count == rank, output.allSatisfy(Self.limits.contains) else {
      return nil
    }
    let extents = output.indices.map { axis in
      (output[axis] - 1) * strides[axis] + reach(axis, kernel) - paddingBefore[axis]
        - paddingAfter[axis]
    }
    return extents.allSatisfy { $0 >= 0 } ? extents : nil
  }

  /// Small enough that products of two do not overflow.
  private static let limits = 0...Int(Int32.max)

  private func isValid(_ kernel: [Int]) -> Bool {
    (1...3).contains(rank)
      && [kernel, strides, dilations].allSatisfy { numbers in
        numbers.count == rank && numbers.allSatisfy { (1...Int(Int32.max)).contains($0) }
      }
      && [paddingBefore, paddingAfter].allSatisfy { numbers in
        numbers.count == rank && numbers.allSatisfy(Self.limits.contains)
      }
  }

  /// The input's elements from the first to the last that a kernel touches along an axis.
  private func reach(_ axis: Int, _ kernel: [Int]) -> Int {
    dilations[axis] * (kernel[axis] - 1) + 1
  }

  /// The window for the loops in C.
  func geometry(input: [Int], kernel: [Int], output: [Int]) -> TesseraWindow {
    func three(_ numbers: [Int], _ filler: Int) -> (Int, Int, Int) {
      let padded = Array(repeating: filler, count: 3 - rank) + numbers
      return (padded[0], padded[1], padded[2])
    }
    return TesseraWindow(
      input: three(input, 1), kernel: three(kernel, 1), output: three(output, 1),
      stride: three(strides, 1), dilation: three(dilations, 1), before: three(paddingBefore, 0))
  }
}
