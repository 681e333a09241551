import Arrays
import Datasets
import Testing

struct BinarizationTests {
  /// Images that hold every brightness several times: `count` of 256 pixels.
  private func ramp(_ count: Int) throws -> ImageDataset {
    let pixels = (0..<count * 256).map { UInt8($0 % 256) }
    return try ImageDataset(
      images: NDArray(pixels, shape: [count, 16, 16]), labels: .zeros([count], .uint8))
  }

  private let generator = RandomGenerator(seed: 3, stream: 9)

  @Test func thresholdSplitsAtHalf() throws {
    let images = Batch(dataset: try ramp(1), indices: [0])
      .images(.threshold, generator: generator).scalars(Float.self)
    #expect(images == (0..<256).map { $0 < 128 ? 0 : 1 })
  }

  @Test func noneLeavesGrey() throws {
    let batch = Batch(dataset: try ramp(2), indices: [1, 0])
    #expect(
      batch.images(.none, generator: generator).scalars(Float.self)
        == batch.images().scalars(Float.self))
  }

  @Test("a pixel is white with its brightness as the probability")
  func frequencies() throws {
    let count = 4_000
    let images = Batch(dataset: try ramp(count), indices: Array(0..<Int32(count))[...])
      .images(.stochastic, generator: generator)
    let means = images.sum(axes: [0]).scalars(Float.self).map { Double($0) / Double(count) }
    #expect(means[0] == 0 && means[255] == 1)
    for (brightness, mean) in means.enumerated() {
      let p = Double(brightness) / 255
      let deviation = (p * (1 - p) / Double(count)).squareRoot()
      #expect(abs(mean - p) <= 5 * deviation, "\(brightness)")
    }
    #expect(images.scalars(Float.self).allSatisfy { $0 == 0 || $0 == 1 })
  }

  @Test("an image's draw depends on its position and the generator, not on the batch")
  func draws() throws {
    let dataset = try ramp(9)
    func image(_ indices: [Int32], _ place: Int, _ generator: RandomGenerator) -> [Float] {
      let images = Batch(dataset: dataset, indices: indices[...])
        .images(.stochastic, generator: generator).scalars(Float.self)
      return Array(images[place * 256..<(place + 1) * 256])
    }
    #expect(image([4, 7], 1, generator) == image([7, 0, 1], 0, generator))
    #expect(image([4], 0, generator) != image([7], 0, generator))
    #expect(image([4], 0, generator) != image([4], 0, RandomGenerator(seed: 4, stream: 9)))
    #expect(image([4], 0, generator) != image([4], 0, RandomGenerator(seed: 3, stream: 8)))
  }

  @Test func classesEndWithTheLargestLabel() throws {
    let dataset = try ImageDataset(
      images: .zeros([3, 1, 1], .uint8), labels: NDArray([2, 7, 0] as [UInt8]))
    #expect(dataset.classes == 8)
  }
}
