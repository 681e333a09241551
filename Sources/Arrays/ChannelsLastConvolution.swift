import CKernels

/// The three products of a float32 convolution in one group, image by image, with channels laid
/// together: then every element of the kernel meets a run of memory.
struct ChannelsLastConvolution: ConvolutionProducts {
  private let layout: ConvolutionLayout
  private let window: TesseraWindow
  /// The elements of the kernel.
  private let kernel: Int
  private let rowCount: Int

  /// Creates the products, or nil where the form does not serve.
  init?(_ layout: ConvolutionLayout) {
    let window = layout.window
    kernel = window.kernel.0 * window.kernel.1 * window.kernel.2
    guard layout.groups == 1, layout.channels > 0, layout.filters > 0, layout.images > 0,
      layout.inputPlane > 0, layout.outputPlane > 0, kernel <= TesseraLargestKernel
    else { return nil }
    self.layout = layout
    self.window = window
    rowCount = window.kernel.2
  }

  func forward(
    _ input: UnsafePointer<Float>, _ weight: UnsafePointer<Float>, bias: UnsafePointer<Float>?,
    _ output: UnsafeMutablePointer<Float>
  ) {
    let from = Channels(count: layout.channels, plane: layout.inputPlane, stride: kernel)
    let to = Channels(
      count: layout.filters, plane: layout.outputPlane, stride: layout.channels * kernel)
    convolve(input, from, weight, bias, output, to, lines: window.output, spreads: false)
  }

  func inputAdjoint(
    _ gradient: UnsafePointer<Float>, _ weight: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?, _ input: UnsafeMutablePointer<Float>
  ) {
    let from = Channels(
      count: layout.filters, plane: layout.outputPlane, stride: layout.channels * kernel)
    let to = Channels(count: layout.channels, plane: layout.inputPlane, stride: kernel)
    convolve(gradient, from, weight, bias, input, to, lines: window.input, spreads: true)
  }

  /// The channels of one side: their number, the elements of each, and the weights from one to the
  /// next.
  private struct Channels {
    let count: Int
    let plane: Int
    let stride: Int
    var size: Int { count * plane }

    /// Lays the channels of an image together.
    func gather(_ image: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>) {
      if count == 1 { return target.update(from: image, count: plane) }
      tessera_transpose_f32(count, plane, image, plane, target, count)
    }

    /// Lays them apart again.
    func spread(_ source: UnsafePointer<Float>, _ image: UnsafeMutablePointer<Float>) {
      if count == 1 { return image.update(from: source, count: plane) }
      tessera_transpose_f32(plane, count, source, count, image, plane)
    }
  }

  private func convolve(
    _ x: UnsafePointer<Float>, _ from: Channels, _ weight: UnsafePointer<Float>,
    _ bias: UnsafePointer<Float>?, _ y: UnsafeMutablePointer<Float>, _ to: Channels,
    lines: (Int, Int, Int), spreads: Bool
  ) {
    let packedCount = tessera_packed_taps_count(kernel, rowCount, from.count, to.count)
    Scratch.with(packedCount + from.count) { packed in
      tessera_pack_convolution_f32(
        kernel, rowCount, from.count, to.count, weight, from.stride, to.stride, packed)
      let zeros = packed + packedCount
      zeros.update(repeating: 0, count: from.count)
      Scratch.reserve(from.size + to.size, for: layout.images)
      Threads.forEachPart(layout.images) { image in
        Scratch.with(from.size + to.size) { source in
          let target = source + from.size
          from.gather(x + image * from.size, source)
          var convolution = TesseraConvolution(
            window: window, batch: 1, inputs: from.count, outputs: to.count,
            spreads: spreads ? 1 : 0, zeros: zeros, x: source, weights: packed, bias: bias,
            y: target, activation: Int32(TesseraNoActivation))
          tessera_convolve_f32(&convolution, 0, lines.0 * lines.1)
          to.spread(target, y + image * to.size)
        }
      }
    }
  }

  // MARK: - The gradient of the weights

  /// Parts whose sums are kept apart. Their number depends on the extents alone, so that the sum does
  /// not depend on the number of threads.
  private var partCount: Int {
    min(layout.images, max(1, min(8, (1 << 21) / (layout.filters * layout.taps))))
  }

  /// Images whose inputs under the kernel fit into a cache of the second level.
  private var batch: Int {
    max(1, min(layout.images, (1 << 17) / (layout.outputPlane * layout.taps)))
  }

  func weightAdjoint(
    _ input: UnsafePointer<Float>, _ gradient: UnsafePointer<Float>,
    _ weight: UnsafeMutablePointer<Float>
  ) {
    let count = layout.filters * layout.taps
    let parts = partCount
    Scratch.with(parts * count) { sums in
      Scratch.reserve(partScratch, for: parts)
      Threads.forEachPart(parts) { part in
        let images = (layout.images * part / parts)..<(layout.images * (part + 1) / parts)
        sumOfProducts(images, input, gradient, sums + part * count)
      }
      for part in 1..<max(1, parts) {
        Float.binary(TesseraBinaryAdd, count, sums, 1, sums + part * count, 1, sums)
      }
      // From (filter, element of the kernel, channel) to (filter, channel, element of the kernel).
      for filter in 0..<layout.filters {
        let start = filter * layout.taps
        tessera_transpose_f32(
          kernel, layout.channels, sums + start, layout.channels, weight + start, kernel)
      }
    }
  }

  private var partScratch: Int {
    layout.channels * layout.inputPlane + batch * layout.outputPlane
      * (layout.taps + layout.filters)
  }

  /// Gradients times the inputs under the kernel, summed over some images.
  private func sumOfProducts(
    _ images: Range<Int>, _ input: UnsafePointer<Float>, _ gradient: UnsafePointer<Float>,
    _ sum: UnsafeMutablePointer<Float>
  ) {
    let from = Channels(count: layout.channels, plane: layout.inputPlane, stride: 0)
    let to = Channels(count: layout.filters, plane: layout.outputPlane, stride: 0)
    Scratch.with(partScratch) { source in
      let rows = source + from.size
      let gradients = rows + batch * to.plane * layout.taps
      for first in stride(from: images.lowerBound, to: images.upperBound, by: batch) {
        let count = min(batch, images.upperBound - first)
        for index in 0..<count {
          from.gather(input + (first + index) * from.size, source)
          withUnsafePointer(to: window) {
            tessera_unfold_channels_f32(
              $0, from.count, source, rows + index * to.plane * layout.taps)
          }
          to.gather(gradient + (first + index) * to.size, gradients + index * to.size)
        }
        Float.gemm(
          to.count, layout.taps, count * to.plane,
          MatrixOperand(
            pointer: UnsafePointer(gradients), isTransposed: true, leadingDimension: to.count),
          MatrixOperand(
            pointer: UnsafePointer(rows), isTransposed: false, leadingDimension: layout.taps),
          first > images.lowerBound ? .result : .zero, sum, layout.taps)
      }
    }
  }
}

/// Memory for a computation, from the pool.
private enum Scratch {
  /// Calls `body` with room for `count` numbers.
  static func with(_ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) {
    let storage = Storage.taking(Layout([count]), .float32)
    withExtendedLifetime(storage) {
      body(storage.pointer.bindMemory(to: Float.self, capacity: count))
    }
  }

  /// Makes sure that the pool has as many blocks as the threads that share `parts` can need at once,
  /// so that how they meet does not decide when memory is taken from the system.
  static func reserve(_ count: Int, for parts: Int) {
    let blocks = (0..<min(parts, Threads.most)).map { _ in
      Storage.taking(Layout([count]), .float32)
    }
    withExtendedLifetime(blocks) {}
  }
}
