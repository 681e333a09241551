import CKernels

/// The three products of a float32 convolution in one group, image by image, with channels laid
/// together: then every element of the kernel meets a run of memory. Results stay so, and images that
/// are not are copied.
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

  var keepsChannelsTogether: Bool { true }

  func forward(
    _ input: ConvolutionImages<Float>, _ weight: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?, _ output: UnsafeMutablePointer<Float>
  ) {
    convolve(input, inputs, weight, bias, output, outputs, lines: window.output, spreads: false)
  }

  func inputAdjoint(
    _ gradient: ConvolutionImages<Float>, _ weight: UnsafePointer<Float>,
    bias: UnsafePointer<Float>?, _ input: UnsafeMutablePointer<Float>
  ) {
    convolve(gradient, outputs, weight, bias, input, inputs, lines: window.input, spreads: true)
  }

  private var inputs: Channels {
    Channels(count: layout.channels, plane: layout.inputPlane, stride: kernel)
  }
  private var outputs: Channels {
    Channels(
      count: layout.filters, plane: layout.outputPlane, stride: layout.channels * kernel)
  }

  /// The channels of one side: their number, the elements of each, and the weights from one to the
  /// next.
  private struct Channels {
    let count: Int
    let plane: Int
    let stride: Int
    var size: Int { count * plane }

    /// Room for the channels of some images laid together, `pitch` numbers a place; none where they
    /// are so already.
    func room(_ images: ConvolutionImages<Float>, _ count: Int = 1, pitch: Int) -> Int {
      images.areChannelsTogether && pitch == self.count ? 0 : count * plane * pitch
    }

    /// Some images with their channels together: copied to `room` where they are not so already.
    func gather(
      _ images: ConvolutionImages<Float>, _ range: Range<Int>, pitch: Int,
      _ room: UnsafeMutablePointer<Float>
    ) -> UnsafePointer<Float> {
      let source = images.pointer + range.lowerBound * size
      if images.areChannelsTogether {
        if pitch == count { return source }
        for place in 0..<range.count * plane {
          (room + place * pitch).update(from: source + place * count, count: count)
        }
      } else {
        for image in 0..<range.count {
          tessera_transpose_f32(
            count, plane, source + image * size, plane, room + image * plane * pitch, pitch)
        }
      }
      return UnsafePointer(room)
    }
  }

  private func convolve(
    _ x: ConvolutionImages<Float>, _ from: Channels, _ weight: UnsafePointer<Float>,
    _ bias: UnsafePointer<Float>?, _ y: UnsafeMutablePointer<Float>, _ to: Channels,
    lines: (Int, Int, Int), spreads: Bool
  ) {
    let packedCount = tessera_packed_taps_count(kernel, rowCount, from.count, to.count)
    Scratch.with(packedCount + from.count) { packed in
      tessera_pack_convolution_f32(
        kernel, rowCount, from.count, to.count, weight, from.stride, to.stride, packed)
      let zeros = packed + packedCount
      zeros.update(repeating: 0, count: from.count)
      let room = from.room(x, pitch: from.count)
      Scratch.reserve(room, for: layout.images)
      Threads.forEachPart(layout.images) { image in
        Scratch.with(room) { source in
          var convolution = TesseraConvolution(
            window: window, batch: 1, inputs: from.count, outputs: to.count,
            spreads: spreads ? 1 : 0, zeros: zeros,
            x: from.gather(x, image..<image + 1, pitch: from.count, source), weights: packed,
            bias: bias, y: y + image * to.size, activation: Int32(TesseraNoActivation))
          tessera_convolve_f32(&convolution, 0, lines.0 * lines.1)
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

  /// Images whose channels are laid together at a time.
  private var batch: Int {
    max(1, min(layout.images, (1 << 16) / (inputs.size + outputs.plane * gradientPitch)))
  }

  /// Numbers from the gradients of one place to those of the next.
  private var gradientPitch: Int {
    let vector = TesseraHalfPanel
    return (layout.filters + vector - 1) / vector * vector
  }

  func weightAdjoint(
    _ input: ConvolutionImages<Float>, _ gradient: ConvolutionImages<Float>,
    _ weight: UnsafeMutablePointer<Float>
  ) {
    let (taps, filters, parts) = (layout.taps, layout.filters, partCount)
    let count = filters * taps
    let rooms = (
      inputs.room(input, batch, pitch: inputs.count),
      outputs.room(gradient, batch, pitch: gradientPitch)
    )
    Scratch.with(parts * count) { sums in
      Scratch.reserve(rooms.0 + rooms.1, for: parts)
      Threads.forEachPart(parts) { part in
        let images = (layout.images * part / parts)..<(layout.images * (part + 1) / parts)
        Scratch.with(rooms.0 + rooms.1) { room in
          if gradientPitch > filters { (room + rooms.0).update(repeating: 0, count: rooms.1) }
          sumOfProducts(images, input, gradient, room, room + rooms.0, sums + part * count)
        }
      }
      for part in 1..<max(1, parts) {
        Float.binary(TesseraBinaryAdd, count, sums, 1, sums + part * count, 1, sums)
      }
      // From (element of the kernel, channel, filter) to (filter, channel, element of the kernel).
      Scratch.with(count) { transposed in
        tessera_transpose_f32(taps, filters, sums, filters, transposed, taps)
        for filter in 0..<filters {
          tessera_transpose_f32(
            kernel, layout.channels, transposed + filter * taps, layout.channels,
            weight + filter * taps, kernel)
        }
      }
    }
  }

  /// Gradients times the inputs under the kernel, summed over some images.
  private func sumOfProducts(
    _ images: Range<Int>, _ input: ConvolutionImages<Float>, _ gradient: ConvolutionImages<Float>,
    _ inputRoom: UnsafeMutablePointer<Float>, _ gradientRoom: UnsafeMutablePointer<Float>,
    _ sum: UnsafeMutablePointer<Float>
  ) {
    sum.update(repeating: 0, count: layout.filters * layout.taps)
    for first in stride(from: images.lowerBound, to: images.upperBound, by: batch) {
      let range = first..<min(first + batch, images.upperBound)
      var products = TesseraWeightGradient(
        window: window, batch: range.count, inputs: layout.channels, outputs: layout.filters,
        x: inputs.gather(input, range, pitch: inputs.count, inputRoom),
        g: outputs.gather(gradient, range, pitch: gradientPitch, gradientRoom),
        pitch: gradientPitch, weights: sum)
      tessera_add_weight_gradient_f32(&products)
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
