/// The order in which one epoch visits its images: a pure function of seed and epoch, the same on
/// every platform.
///
/// A Fisher-Yates shuffle draws from SplitMix64 (Steele, Lea and Flood, 2014), whose state begins as
/// a hash of both numbers; bounded draws are unbiased (Lemire, 2019).
public func shuffledIndices(count: Int, seed: UInt64, epoch: Int) -> [Int32] {
  var generator = SplitMix64(state: SplitMix64.mix(seed) ^ UInt64(bitPattern: Int64(epoch)))
  generator.state = SplitMix64.mix(generator.state)
  var indices = Array(0..<Int32(count))
  indices.withUnsafeMutableBufferPointer { indices in
    for last in stride(from: count - 1, to: 0, by: -1) {
      let chosen = Int(generator.next(below: UInt64(last + 1)))
      (indices[last], indices[chosen]) = (indices[chosen], indices[last])
    }
  }
  return indices
}

private struct SplitMix64 {
  var state: UInt64

  /// The generator's output function, which is a bijection.
  static func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  mutating func next() -> UInt64 {
    defer { state &+= 0x9e37_79b9_7f4a_7c15 }
    return Self.mix(state)
  }

  /// A number from 0 to `bound - 1`, each as likely as the others.
  mutating func next(below bound: UInt64) -> UInt64 {
    let threshold = (0 &- bound) % bound
    while true {
      let product = next().multipliedFullWidth(by: bound)
      if product.low >= threshold { return product.high }
    }
  }
}
