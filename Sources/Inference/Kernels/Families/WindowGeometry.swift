import Arrays

/// The windows along one axis of a known extent.
struct PlacedWindowAxis {
  let kernel: Int
  let stride: Int
  let dilation: Int
  /// The input's extent.
  let input: Int
  /// The number of windows.
  let output: Int
  let before: Int
  let after: Int

  init(_ window: WindowAxis, _ input: Int, _ output: Int, _ before: Int, _ after: Int) {
    (kernel, stride, dilation) = (window.kernel, window.stride, window.dilation)
    (self.input, self.output, self.before, self.after) = (input, output, before, after)
  }

  init(
    kernel: Int, stride: Int, dilation: Int, input: Int, output: Int, before: Int, after: Int
  ) {
    (self.kernel, self.stride, self.dilation) = (kernel, stride, dilation)
    (self.input, self.output, self.before, self.after) = (input, output, before, after)
  }

  /// The places of a window's elements that lie inside the input: the first, and how many.
  func taps(of window: Int) -> (first: Int, count: Int) {
    let start = window * stride - before
    let lowest = start >= 0 ? 0 : (dilation - 1 - start) / dilation
    let end = start >= input ? 0 : min(kernel, (input - 1 - start) / dilation + 1)
    return (start + lowest * dilation, max(0, end - lowest))
  }

  /// The number of a window's elements that lie inside the input and what is added around it.
  func coveredCount(of window: Int) -> Int {
    let last = input + after - 1 - (window * stride - before)
    return last < 0 ? 0 : min(kernel, last / dilation + 1)
  }

  /// The windows whose element number `tap` lies inside the input.
  func windows(of tap: Int) -> Range<Int> {
    let shift = tap * dilation - before
    let low = shift >= 0 ? 0 : (stride - 1 - shift) / stride
    let high = shift >= input ? 0 : (input - 1 - shift) / stride + 1
    return min(low, output)..<max(min(low, output), min(high, output))
  }
}

/// Windows on an input of known spatial shape.
struct WindowGeometry {
  let axes: [PlacedWindowAxis]

  /// The spatial shape of the output: how many windows there are along each axis.
  var outputShape: [Int] { axes.map(\.output) }
  /// Elements of one channel of the input.
  var inputCount: Int { axes.reduce(1) { $0 * $1.input } }
  /// The number of windows.
  var outputCount: Int { axes.reduce(1) { $0 * $1.output } }

  /// Calls `body` with each window's number, the places in a channel of those of its elements that
  /// lie inside the input, and how many lie inside the input with what is added around it.
  func forEachWindow(_ body: (Int, UnsafeBufferPointer<Int>, _ covered: Int) -> Void) {
    var capacity = 1
    var levels: [UnsafeMutableBufferPointer<Int>] = [.allocate(capacity: 1)]
    levels[0][0] = 0
    for axis in axes {
      capacity *= max(1, min(axis.kernel, axis.input))
      levels.append(.allocate(capacity: capacity))
    }
    defer { for level in levels { level.deallocate() } }
    var window = 0
    levels.withUnsafeBufferPointer {
      walk(0, $0, count: 1, covered: 1, window: &window, body)
    }
  }

  private func walk(
    _ level: Int, _ places: UnsafeBufferPointer<UnsafeMutableBufferPointer<Int>>, count: Int,
    covered: Int, window: inout Int,
    _ body: (Int, UnsafeBufferPointer<Int>, _ covered: Int) -> Void
  ) {
    if level == axes.count {
      body(window, UnsafeBufferPointer(rebasing: places[level][..<count]), covered)
      window += 1
      return
    }
    let axis = axes[level]
    let (from, to) = (places[level], places[level + 1])
    for index in 0..<axis.output {
      let taps = axis.taps(of: index)
      var next = 0
      for number in 0..<count {
        var place = from[number] * axis.input + taps.first
        for _ in 0..<taps.count {
          to[next] = place
          next += 1
          place += axis.dilation
        }
      }
      walk(
        level + 1, places, count: next, covered: covered * axis.coveredCount(of: index),
        window: &window, body)
    }
  }

  /// Computes one number from each window on each channel of an input.
  ///
  /// - Parameters:
  ///   - x: The input, with the axes batch, channels and space.
  ///   - reduce: Receives a channel's number, its elements, the places of those within the window,
  ///     and how many the window covers with what is added around the input.
  @inline(__always)
  func pooled<T: Scalar, R: Scalar>(
    _ x: NDArray, of type: T.Type, to result: R.Type = R.self,
    _ reduce: (Int, UnsafePointer<T>, UnsafeBufferPointer<Int>, _ covered: Int) -> R
  ) -> NDArray {
    let channels = x.shape[0] * x.shape[1]
    let (inputCount, outputCount) = (inputCount, outputCount)
    return x.withScalars(of: type) { source in
      NDArray(shape: Array(x.shape[..<2]) + outputShape, of: result) { target in
        guard let base = source.baseAddress, !target.isEmpty else { return }
        for channel in 0..<channels {
          let plane = base + channel * inputCount
          let row = channel * outputCount
          forEachWindow { window, places, covered in
            target[row + window] = reduce(channel, plane, places, covered)
          }
        }
      }
    }
  }
}
