import Tessera

/// Tells ten kinds of clothes apart.
struct Classifier: Layer {
  let first: Conv2d
  let second: Conv2d
  let output: Linear

  init(seed: UInt64) {
    var generator = RandomGenerator(seed: seed)
    first = Conv2d(1, 8, kernel: 3, stride: 2, padding: 1, generator: &generator)
    second = Conv2d(8, 16, kernel: 3, stride: 2, padding: 1, generator: &generator)
    output = Linear(16 * 7 * 7, 10, generator: &generator)
  }

  /// The logits of the classes, (N, 10), for rows of pixels, (N, 784).
  func callAsFunction(_ images: Tensor) -> Tensor {
    let pictures = images.reshaped(to: [-1, 1, 28, 28])
    let features = second(first(pictures).relu()).relu()
    return output(features.flattened(from: 1))
  }
}
