import Arrays

/// What becomes of grey pixels, for models whose pixels are black or white.
public enum Binarization: String, Sendable, CaseIterable {
  /// They stay grey.
  case none
  /// White from half of the brightness on, black below.
  case threshold
  /// White with the brightness as its probability, drawn anew for each epoch (Salakhutdinov and
  /// Murray, "On the quantitative analysis of deep belief networks", 2008).
  case stochastic
}

extension Batch {
  /// The pixels as `binarization` makes them: float32, `[count, rows * columns]`, 0 to 1. New memory
  /// on every call.
  ///
  /// - Parameters:
  ///   - binarization: What becomes of grey pixels.
  ///   - generator: What random pixels are drawn with. An image's are a function of the generator
  ///     and the image's position in the data set, whatever batch it is in.
  public func images(_ binarization: Binarization, generator: RandomGenerator) -> NDArray {
    switch binarization {
    case .none: images()
    case .threshold:
      images { source, _, target in
        for pixel in source.indices { target[pixel] = source[pixel] >= 128 ? 1 : 0 }
      }
    case .stochastic:
      images { source, index, target in
        let blocks = RandomGenerator.bernoulliBlocks(source.count)
        var own = RandomGenerator(
          seed: generator.seed, stream: generator.stream,
          position: generator.position &+ UInt64(index) &* blocks)
        own.bernoulli(source, into: target)
      }
    }
  }
}

extension ImageDataset {
  /// The number of classes that labels from 0 to the largest make.
  public var classes: Int { 1 + Int(labels.scalars(UInt8.self).max() ?? 0) }
}
