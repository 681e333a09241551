import Tensors

/// The largest elements under a kernel that slides over images, (N, C, height, width).
public struct MaxPool2d: Layer {
  /// The extents of the kernel.
  public let kernel: PerAxis
  /// How far it moves; its own extents when nil.
  public let stride: PerAxis?
  /// Places outside the image on each side.
  public let padding: PerAxis
  /// Whether a last, incomplete window counts.
  public let ceilMode: Bool

  /// Creates the layer.
  public init(
    _ kernel: PerAxis, stride: PerAxis? = nil, padding: PerAxis = 0, ceilMode: Bool = false
  ) {
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.ceilMode = ceilMode
  }

  /// The largest elements of `input`.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.maxPool2d(kernel: kernel, stride: stride, padding: padding, ceilMode: ceilMode)
  }
}

/// The means under a kernel that slides over images, (N, C, height, width).
public struct AvgPool2d: Layer {
  /// The extents of the kernel.
  public let kernel: PerAxis
  /// How far it moves; its own extents when nil.
  public let stride: PerAxis?
  /// Zeros on each side.
  public let padding: PerAxis
  /// Whether a last, incomplete window counts.
  public let ceilMode: Bool
  /// Whether the means are over the zeros too.
  public let countIncludePad: Bool

  /// Creates the layer.
  public init(
    _ kernel: PerAxis, stride: PerAxis? = nil, padding: PerAxis = 0, ceilMode: Bool = false,
    countIncludePad: Bool = true
  ) {
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.ceilMode = ceilMode
    self.countIncludePad = countIncludePad
  }

  /// The means of `input`.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.avgPool2d(
      kernel: kernel, stride: stride, padding: padding, ceilMode: ceilMode,
      countIncludePad: countIncludePad)
  }
}

/// The means of images over a grid of cells.
public struct AdaptiveAvgPool2d: Layer {
  /// The extents of the grid.
  public let size: PerAxis

  /// Creates the layer.
  public init(_ size: PerAxis) { self.size = size }

  /// The means of `input`, (N, C, height, width).
  public func callAsFunction(_ input: Tensor) -> Tensor { input.adaptiveAvgPool2d(size) }
}

/// Images resampled to a multiple of their extents.
public struct Upsample: Layer {
  /// The factor.
  public let scale: Double
  /// How elements between those of the input are found.
  public let mode: Interpolation

  /// Creates the layer.
  public init(scale: Double, _ mode: Interpolation = .nearest) {
    self.scale = scale
    self.mode = mode
  }

  /// The resampled `input`, (N, C, height, width).
  public func callAsFunction(_ input: Tensor) -> Tensor { input.upsample(scale: scale, mode) }
}
