import Arrays

/// Stretches of a channel that go with one element of the window: where its neighbours lie, for
/// windows one after the other along the last axis.
struct WindowRun {
  /// The element of the window.
  let tap: Int
  /// The first window.
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
  func forEachRun(_ body: (WindowRun) -> Void) {
    var taps = [Int](repeating: 0, count: axes.count)
    for tap in 0..<kernelCount {
      var rest = tap
      for axis in axes.indices.reversed() {
        taps[axis] = rest % axes[axis].kernel
        rest /= axes[axis].kernel
      }
      walk(0, tap, taps, window: 0, place: 0, body)
    }
  }

  private func walk(
    _ level: Int, _ tap: Int, _ taps: [Int], window: Int, place: Int,
    _ body: (WindowRun) -> Void
  ) {
    let axis = axes[level]
    let windows = axis.windows(of: taps[level])
    if windows.isEmpty { return }
    let shift = taps[level] * axis.dilation - axis.before
    if level == axes.count - 1 {
      body(
        WindowRun(
          tap: tap, window: window * axis.output + windows.lowerBound, count: windows.count,
          place: place * axis.input + windows.lowerBound * axis.stride + shift,
          step: axis.stride))
      return
    }
    for index in windows {
      walk(
        level + 1, tap, taps, window: window * axis.output + index,
        place: place * axis.input + index * axis.stride + shift, body)
    }
  }

  /// Adds columns, one for each window, to the elements that the windows read.
  func fold<T: Number>(
    _ source: UnsafePointer<T>, channels: Int,
    into target: UnsafeMutablePointer<T>
  ) {
    let (inputCount, kernelCount) = (inputCount, kernelCount)
    let columns = outputCount
    forEachRun { run in
      for channel in 0..<channels {
        let from = source + (channel * kernelCount + run.tap) * columns + run.window
        let to = target + channel * inputCount + run.place
        for index in 0..<run.count {
          to[index * run.step] = T.sum(to[index * run.step], from[index])
        }
      }
    }
  }
}
