import Testing

@testable import Arrays

struct RandomGeneratorTests {
  @Test("Philox gives the numbers of its authors' test vectors")
  func knownAnswers() {
    // Random123 distribution, kat_vectors: philox4x32, 10 rounds.
    #expect(
      RandomGenerator.philox(counter: .zero, key: .zero)
        == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    #expect(
      RandomGenerator.philox(
        counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max))
        == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    #expect(
      RandomGenerator.philox(
        counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
        key: SIMD2(0xa409_3822, 0x299f_31d0))
        == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test func aSavedPositionContinuesTheSequence() {
    var generator = RandomGenerator(seed: 5, stream: 2)
    _ = generator.normal([3, 7])
    var restored = RandomGenerator(seed: 5, stream: 2, position: generator.position)
    #expect(
      generator.normal([10]).scalars(Float.self) == restored.normal([10]).scalars(Float.self))
  }

  @Test func seedsAndStreamsDiffer() {
    let draws = [(0, 0), (1, 0), (0, 1)].map { seed, stream in
      var generator = RandomGenerator(seed: UInt64(seed), stream: UInt64(stream))
      return generator.uniform([4]).scalars(Float.self)
    }
    #expect(Set(draws).count == 3)
  }

  @Test func normalNumbersHaveTheirMoments() {
    var generator = RandomGenerator(seed: 0)
    let x = generator.normal([200_000]).scalars(Float.self).map(Double.init)
    let mean = x.reduce(0, +) / Double(x.count)
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
    let fourth = x.reduce(0) { $0 + $1 * $1 * $1 * $1 } / Double(x.count)
    #expect(abs(mean) < 0.01 && abs(variance - 1) < 0.01 && abs(fourth - 3) < 0.1)
  }

  @Test func uniformNumbersStayInRange() {
    var generator = RandomGenerator(seed: 0)
    let x = generator.uniform([100_000], low: -3, high: 5).scalars(Float.self)
    #expect(x.allSatisfy { $0 >= -3 && $0 < 5 })
    #expect(abs(x.reduce(0, +) / 100_000 - 1) < 0.05)
    #expect(Set(generator.integers(1000, below: 7)) == Set(0..<7))
  }
}
