#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A counter-based random generator: draw number `position` of stream `seed` is a pure function of
/// the two, so its state is those two numbers and can be saved and restored.
///
/// Philox4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", 2011).
public struct RandomGenerator: Sendable, Hashable {
  /// The seed that the generator was created with.
  public let seed: UInt64
  /// Which independent stream of the seed this is.
  public let stream: UInt64
  /// Blocks of four 32-bit words drawn so far.
  public private(set) var position: UInt64

  /// Creates a generator, or restores one at a position.
  ///
  /// - Parameters:
  ///   - seed: Selects the sequence.
  ///   - stream: Selects one of many independent sequences of the seed, for instance one for
  ///     initialisation and one for noise.
  ///   - position: Where in the sequence to start.
  public init(seed: UInt64, stream: UInt64 = 0, position: UInt64 = 0) {
    self.seed = seed
    self.stream = stream
    self.position = position
  }

  /// The next four words.
  @inline(__always)
  private mutating func next() -> SIMD4<UInt32> {
    let block = Self.philox(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: position), UInt32(truncatingIfNeeded: position >> 32),
        UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32)),
      key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
    position &+= 1
    return block
  }

  /// Ten rounds of Philox on one counter.
  static func philox(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var (c, k) = (counter, key)
    for _ in 0..<10 {
      let first = c.x.multipliedFullWidth(by: 0xD251_1F53)
      let second = c.z.multipliedFullWidth(by: 0xCD9E_8D57)
      c = SIMD4(second.high ^ c.y ^ k.x, second.low, first.high ^ c.w ^ k.y, first.low)
      k &+= SIMD2(0x9E37_79B9, 0xBB67_AE85)
    }
    return c
  }

  /// Draws float32 numbers from the uniform distribution on low..<high.
  public mutating func uniform(_ shape: [Int], low: Float = 0, high: Float = 1) -> NDArray {
    fill(shape) { words in
      var numbers = SIMD4<Float>()
      for lane in 0..<4 { numbers[lane] = low + (high - low) * (Float(words[lane] >> 8) * 0x1p-24) }
      return numbers
    }
  }

  /// Draws float32 numbers from the standard normal distribution, by Box and Muller's transform.
  public mutating func normal(_ shape: [Int]) -> NDArray {
    fill(shape) { words in
      var numbers = SIMD4<Float>()
      for pair in 0..<2 {
        // (0, 1], so that the logarithm is finite.
        let radius = (-2 * log((Float(words[2 * pair] >> 8) + 1) * 0x1p-24)).squareRoot()
        let angle = 2 * Float.pi * (Float(words[2 * pair + 1] >> 8) * 0x1p-24)
        numbers[2 * pair] = radius * cos(angle)
        numbers[2 * pair + 1] = radius * sin(angle)
      }
      return numbers
    }
  }

  /// Draws 1 with a byte's share of 255 as its probability, 0 otherwise, for each of `bytes`. The
  /// probability is exact for 0 and 255, and within 2⁻¹⁶ for others; a block of words serves 8 bytes.
  ///
  /// - Parameters:
  ///   - bytes: The probabilities.
  ///   - target: Memory for as many numbers.
  public mutating func bernoulli(
    _ bytes: UnsafeBufferPointer<UInt8>, into target: UnsafeMutablePointer<Float>
  ) {
    var index = 0
    while index < bytes.count {
      let words = next()
      for half in 0..<min(8, bytes.count - index) {
        let draw = words[half >> 1] >> UInt32(16 * (half & 1)) & 0xFFFF
        let threshold = (UInt32(bytes[index + half]) * 65_536 + 127) / 255
        target[index + half] = draw < threshold ? 1 : 0
      }
      index += 8
    }
  }

  /// The blocks of words that `bernoulli(_:into:)` takes for so many bytes.
  public static func bernoulliBlocks(_ count: Int) -> UInt64 { UInt64((count + 7) / 8) }

  /// Draws integers 0..<bound, each equally likely but for a bias below bound / 2⁶⁴.
  public mutating func integers(_ count: Int, below bound: Int) -> [Int] {
    precondition(bound > 0, "random integers below \(bound)")
    return (0..<count).map { _ in
      let words = next()
      let word = UInt64(words.x) | UInt64(words.y) << 32
      return Int(word.multipliedFullWidth(by: UInt64(bound)).high)
    }
  }

  private mutating func fill(
    _ shape: [Int], _ numbers: (SIMD4<UInt32>) -> SIMD4<Float>
  ) -> NDArray {
    let first = self
    return NDArray(shape: shape, of: Float.self) { target in
      let blocks = (target.count + 3) / 4
      position &+= UInt64(blocks)
      guard let base = target.baseAddress else { return }
      // Every block follows from its position, so that threads can share them.
      let together = 64
      Threads.forEachPart((blocks + together - 1) / together) { part in
        var generator = first
        generator.position &+= UInt64(part * together)
        for block in part * together..<min(blocks, (part + 1) * together) {
          let four = numbers(generator.next())
          for lane in 0..<min(4, target.count - 4 * block) { base[4 * block + lane] = four[lane] }
        }
      }
    }
  }
}
