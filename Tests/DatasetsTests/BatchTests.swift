import Arrays
import Datasets
import Testing

@Suite struct ShuffleTests {
  @Test(arguments: [0, 1, 2, 10, 1_000], [UInt64(0), 1, .max])
  func isAPermutation(count: Int, seed: UInt64) {
    let order = shuffledIndices(count: count, seed: seed, epoch: 3)
    #expect(order.sorted() == Array(0..<Int32(count)))
    #expect(order == shuffledIndices(count: count, seed: seed, epoch: 3))
  }

  /// Computed from the documented formulas by a program in another language.
  @Test(arguments: [
    (UInt64(0), 0, [3, 5, 0, 2, 4, 7, 6, 1]),
    (UInt64(0), 1, [5, 0, 6, 1, 7, 3, 4, 2]),
    (UInt64(42), 7, [0, 5, 1, 6, 4, 3, 7, 2]),
  ])
  func isTheDocumentedOrder(seed: UInt64, epoch: Int, order: [Int32]) {
    #expect(shuffledIndices(count: 8, seed: seed, epoch: epoch) == order)
  }

  @Test func everyPlaceIsEquallyLikely() {
    var counts = [[Int]](repeating: [Int](repeating: 0, count: 4), count: 4)
    for epoch in 0..<4_000 {
      let order = shuffledIndices(count: 4, seed: 7, epoch: epoch)
      for (place, index) in order.enumerated() { counts[place][Int(index)] += 1 }
    }
    #expect(counts.joined().allSatisfy { (880...1_120).contains($0) }, "\(counts)")
  }
}

@Suite struct BatchTests {
  /// Five images of 2 × 3 pixels: image `i` has the pixels 50 i to 50 i + 5 and the label i.
  private let dataset: ImageDataset

  init() throws {
    dataset = try ImageDataset(
      images: NDArray((0..<5).flatMap { image in (0..<6).map { UInt8(50 * image + $0) } })
        .reshaped([5, 2, 3]),
      labels: NDArray((0..<5).map { UInt8($0) }))
  }

  @Test func theLastBatchHoldsTheRest() {
    let batches = Batches(of: dataset, batchSize: 2, seed: nil)
    #expect(batches.map(\.count) == [2, 2, 1])
    #expect(batches.map { $0.images().shape } == [[2, 6], [2, 6], [1, 6]])
    #expect(batches.flatMap { $0.labels().scalars(Int64.self) } == [0, 1, 2, 3, 4])
  }

  @Test(arguments: [1, 3, 5, 9]) func shuffledBatchesHoldAllImages(batchSize: Int) {
    let batches = Batches(of: dataset, batchSize: batchSize, seed: 1, epoch: 2)
    #expect(batches.count == (5 + batchSize - 1) / batchSize)
    let labels = batches.flatMap { $0.labels().scalars(Int64.self) }
    #expect(labels.map { Int32($0) } == batches.order && labels.sorted() == [0, 1, 2, 3, 4])
    for batch in batches {
      let expected = batch.indices.flatMap { index in (0..<6).map { Float(50 * index + $0) / 255 } }
      #expect(batch.images().scalars(Float.self) == expected)
    }
  }

  @Test func epochsAndSeedsDiffer() {
    let orders = (0..<3).flatMap { epoch in
      [UInt64(1), 2].map { shuffledIndices(count: 100, seed: $0, epoch: epoch) }
    }
    #expect(Set(orders).count == 6)
  }

  @Test func bytesBecomeNumbersFromZeroToOne() throws {
    let all = try ImageDataset(
      images: NDArray((0...255).map { UInt8($0) }).reshaped([1, 16, 16]),
      labels: NDArray([UInt8(0)]))
    let scaled = Batches(of: all, batchSize: 1, seed: nil)[0].images().scalars(Float.self)
    #expect(scaled == (0...255).map { Float($0) / 255 })
  }
}
