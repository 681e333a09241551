import Arrays
import Layers
import Tensors

/// From images to the features of a convolutional encoder: two 3 × 3 convolutions, each of which
/// halves rows and columns.
struct ConvolutionalFeatures: Layer {
  /// From 1 to 32 channels.
  let first: Conv2d
  /// From 32 to 64 channels.
  let second: Conv2d

  /// The features of an image of so many pixels.
  static func count(pixels: Int) -> Int { 64 * pixels / 16 }

  init(generator: inout RandomGenerator) {
    first = Conv2d(1, 32, kernel: 3, stride: 2, padding: 1, generator: &generator)
    second = Conv2d(32, 64, kernel: 3, stride: 2, padding: 1, generator: &generator)
  }

  /// The features before their activation, (batch, features), of images (batch, 1, rows, columns).
  func callAsFunction(_ images: Tensor) -> Tensor {
    let maps = second(first(images).relu())
    return maps.reshaped(to: [-1, maps.shape[1...].reduce(1, *)])
  }
}

/// From the features of a convolutional decoder to the logits of pixels: the way of
/// `ConvolutionalFeatures` back, with transposed convolutions.
struct ConvolutionalImages: Layer {
  /// From 64 to 32 channels.
  let first: ConvTranspose2d
  /// From 32 channels to 1.
  let second: ConvTranspose2d
  private let rows: Int
  private let columns: Int

  /// Creates layers for images of so many rows and columns, each divisible by 4.
  init(rows: Int, columns: Int, generator: inout RandomGenerator) {
    (self.rows, self.columns) = (rows, columns)
    func layer(_ inputs: Int, _ outputs: Int) -> ConvTranspose2d {
      ConvTranspose2d(
        inputs, outputs, kernel: 3, stride: 2, padding: 1, outputPadding: 1, generator: &generator)
    }
    first = layer(64, 32)
    second = layer(32, 1)
  }

  /// The logits, (batch, 1, rows, columns), for features (batch, features).
  func callAsFunction(_ features: Tensor) -> Tensor {
    second(first(features.reshaped(to: [-1, 64, rows / 4, columns / 4])).relu())
  }
}
