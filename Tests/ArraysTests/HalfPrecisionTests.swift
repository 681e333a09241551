import Arrays
import Testing

/// Storage of 16-bit numbers, against the compiler's own Float16 and against PyTorch.
struct HalfPrecisionTests {
  private func isSame(_ a: Float, _ b: Float) -> Bool {
    a.bitPattern == b.bitPattern || (a.isNaN && b.isNaN)
  }

  #if !((os(macOS) || targetEnvironment(macCatalyst)) && arch(x86_64))
    @Test func everyHalfIsTheCompilersOwn() {
      for bits in UInt16.min...UInt16.max {
        let half = Half(bitPattern: bits)
        let expected = Float16(bitPattern: bits)
        #expect(isSame(half.widened, Float(expected)))
        if !expected.isNaN { #expect(Half(Double(expected)).bitPattern == bits) }
      }
    }

    @Test func numbersRoundAsTheCompilerDoes() {
      var generator = RandomGenerator(seed: 3)
      for integer in generator.integers(20_000, below: 1 << 62) {
        // All exponents that matter, and ties: few bits of the fraction.
        let exponent = integer % 48 - 28
        let fraction = 1 + Double(integer >> 8 & 0xffff) / 65536
        let number = Double(
          sign: integer & 64 == 0 ? .plus : .minus, exponent: exponent, significand: fraction)
        #expect(Half(number).bitPattern == Float16(number).bitPattern, "\(number)")
      }
    }
  #endif

  @Test(
    "bfloat16 rounds as PyTorch does",
    arguments: [
      (1.0, 0x3f80), (-1.0, 0xbf80), (0.0, 0), (-0.0, 0x8000), (1.00390625, 0x3f80),
      (1.01171875, 0x3f82), (3.14159265, 0x4049), (1e-40, 0x0001), (4.6e-41, 0x0001),
      (4.5e-41, 0x0000),
      (3.3895313892515355e38, 0x7f7f), (3.4e38, 0x7f80), (-1e300, 0xff80),
      (.infinity, 0x7f80), (65504.0, 0x4780),
    ] as [(Double, UInt16)])
  func bfloat16(_ number: Double, _ bits: UInt16) {
    #expect(BrainFloat(number).bitPattern == bits)
  }

  @Test func castsGoBothWays() {
    let numbers = NDArray([1.5, -2.25, 65519, 65520, .nan, 1e-8] as [Float])
    let halves = numbers.cast(to: .float16)
    #expect(halves.dataType == .float16 && halves.dataType.byteWidth == 2)
    let back = halves.cast(to: .float32).scalars(Float.self)
    #expect(back[..<4] == [1.5, -2.25, 65504, .infinity] && back[4].isNaN && back[5] == 0)
    #expect(halves.cast(to: .int32).scalars(Int32.self)[..<3] == [1, -2, 65504])
    #expect(
      NDArray([3, -1] as [Int64]).cast(to: .bfloat16).cast(to: .int8).scalars() == [3, -1] as [Int8]
    )
    // From float64 there is one rounding: by way of float32, this would become 1.
    let close = NDArray([1 + 0x1p-11 + 0x1p-40])
    #expect(close.cast(to: .float16).cast(to: .float64).scalars(Double.self) == [1 + 0x1p-10])
  }
}
