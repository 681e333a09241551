import Arrays

/// Stretches of a channel that go with one element of the window: where its neighbours lie, for
/// windows one after the other along the last axis.
struct WindowRun {
  /// The element of the window.
  let tap: Int
  /// The first window, counted from the first of the rows asked for.
  let window: Int
  /// The number of windows.
  let count: Int
  /// The first window's element in the channel, and the step to the next window's.
  let place: Int
  let step: Int
}

extension WindowGeometry {
  /// The number of elements of the window.
  var kernelCount: Int { axes.reduce(1) { $0 * $1.kernel } }

  /// Calls `body` for the elements of windows that lie inside the input, in stretches.
  ///
  /// - Parameter rows: Which windows along the first axis are asked for.
  func forEachRun(rows: Range<Int>, _ body: (WindowRun) -> Void) {
    var taps = [Int](repeating: 0, count: axes.count)
    for tap in 0..<kernelCount {
      var rest = tap
      for axis in axes.indices.reversed() {
        taps[axis] = rest % axes[axis].kernel
        rest /= axes[axis].kernel
      }
      walk(0, rows, tap, taps, window: 0, place: 0, body)
    }
  }

  private func walk(
    _ level: Int, _ rows: Range<Int>, _ tap: Int, _ taps: [Int], window: Int, place: Int,
    _ body: (WindowRun) -> Void
  ) {
    let axis = axes[level]
    let (count, first) = level == 0 ? (rows.count, rows.lowerBound) : (axis.output, 0)
    let windows = axis.windows(of: taps[level]).clamped(to: first..<(first + count))
    if windows.isEmpty { return }
    let shift = taps[level] * axis.dilation - axis.before
    if level == axes.count - 1 {
      body(
        WindowRun(
          tap: tap, window: window * count + windows.lowerBound - first, count: windows.count,
          place: place * axis.input + windows.lowerBound * axis.stride + shift,
          step: axis.stride))
      return
    }
    for index in windows {
      walk(
        level + 1, rows, tap, taps, window: window * count + index - first,
        place: place * axis.input + index * axis.stride + shift, body)
    }
  }

  /// The elements that windows on channels read, one window a column: channels × window × windows.
  func unfolded<T: RealNumber>(
    _ source: UnsafePointer<T>, channels: Int, rows: Range<Int>
  ) -> NDArray {
    let (inputCount, kernelCount) = (inputCount, kernelCount)
    let columns = rows.count * axes.dropFirst().reduce(1) { $0 * $1.output }
    return NDArray(shape: [channels * kernelCount, columns], of: T.self) { target in
      guard let base = target.baseAddress else { return }
      target.update(repeating: 0)
      forEachRun(rows: rows) { run in
        for channel in 0..<channels {
          let from = source + channel * inputCount + run.place
          let to = base + (channel * kernelCount + run.tap) * columns + run.window
          for index in 0..<run.count { to[index] = from[index * run.step] }
        }
      }
    }
  }

  /// Adds columns, one for each window, to the elements that the windows read.
  func fold<T: Number>(
    _ source: UnsafePointer<T>, channels: Int, rows: Range<Int>,
    into target: UnsafeMutablePointer<T>
  ) {
    let (inputCount, kernelCount) = (inputCount, kernelCount)
    let columns = rows.count * axes.dropFirst().reduce(1) { $0 * $1.output }
    forEachRun(rows: rows) { run in
      for channel in 0..<channels {
        let from = source + (channel * kernelCount + run.tap) * columns + run.window
        let to = target + channel * inputCount + run.place
        for index in 0..<run.count {
          to[index * run.step] = T.sum(to[index * run.step], from[index])
        }
      }
    }
  }

  /// The windows along the first axis in groups, so that the columns of one group take limited
  /// memory.
  ///
  /// - Parameter height: The number of elements of a column.
  func rowGroups(height: Int) throws(InferenceProblem) -> [Range<Int>] {
    let rows = axes[0].output
    let width = axes.dropFirst().reduce(1) { $0 * $1.output }
    let (row, overflow) = max(1, height).multipliedReportingOverflow(by: max(1, width))
    guard !overflow, row <= 1 << 28, height <= Int(Int32.max) else {
      throw .tooLarge(shape: "[\(height), \(width)]")
    }
    let size = max(1, (1 << 24) / row)
    return stride(from: 0, to: rows, by: size).map { $0..<min(rows, $0 + size) }
  }
}
