import Arrays

/// The independent streams of random numbers that one seed gives, so that drawing more from one
/// changes nothing in another.
enum RandomStreams {
  /// For a model's first weights.
  static func initialization(seed: UInt64) -> RandomGenerator {
    RandomGenerator(seed: seed, stream: 1)
  }

  /// For the noise of training.
  ///
  /// - Parameter position: Where in the stream to continue.
  static func training(seed: UInt64, position: UInt64 = 0) -> RandomGenerator {
    RandomGenerator(seed: seed, stream: 2, position: position)
  }

  /// For the pictures and choices of sampling.
  static func sampling(seed: UInt64) -> RandomGenerator { RandomGenerator(seed: seed, stream: 3) }

  /// For the noise of the test loss after an epoch.
  static func test(seed: UInt64, epoch: Int) -> RandomGenerator {
    RandomGenerator(seed: seed, stream: 1 << 32 | UInt64(epoch))
  }

  /// For the black and white of training images in an epoch.
  static func binarization(seed: UInt64, epoch: Int) -> RandomGenerator {
    RandomGenerator(seed: seed, stream: 2 << 32 | UInt64(epoch))
  }

  /// For the black and white of test images, which are the same for every run.
  static var testBinarization: RandomGenerator { RandomGenerator(seed: 0, stream: 4) }

  /// For the latents that a network is evaluated with.
  static func evaluation(seed: UInt64) -> RandomGenerator { RandomGenerator(seed: seed, stream: 5) }
}
