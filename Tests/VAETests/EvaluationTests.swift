import Arrays
import Datasets
import Foundation
import TestSupport
import Testing

@testable import VAE

struct EvaluationTests {
  /// Calls `body` with the checkpoint of a small run and its test images.
  private func withCheckpoint(
    _ family: Family = Family(model: .mlp), latent: Int = 1, epochs: Int = 20,
    _ body: (Checkpoint, ImageDataset) throws -> Void
  ) throws {
    try withSmallDataset(side: 8) { root in
      var request = family.request(root, epochs: epochs)
      (request.latent, request.learningRate) = (latent, 0.01)
      _ = try TrainingRun.perform(request)
      let checkpoint = try Checkpoint.locate("\(root)/run", warn: { _ in }).checkpoint
      try body(checkpoint, try MNIST.loadTest(checkpoint.configuration.source))
    }
  }

  /// log ∫ p(x|z) p(z) dz of one image by Simpson's rule, for a latent of one dimension.
  private func quadrature(_ model: VariationalAutoencoder, _ image: [Float]) -> Double {
    let (steps, reach) = (2_000, 8.0)
    let places = (0...steps).map { reach * (2 * Double($0) / Double(steps) - 1) }
    let latents = NDArray(places.map { Float($0) }, shape: [places.count, 1])
    let pixels = model.images(for: latents).scalars(Float.self).map { Double($0) }
    let terms = places.indices.map { index in
      var term = -0.5 * (places[index] * places[index] + Foundation.log(2 * Double.pi))
      for (pixel, x) in image.enumerated() {
        let p = min(max(pixels[index * image.count + pixel], 1e-12), 1 - 1e-7)
        term += Double(x) * Foundation.log(p) + Double(1 - x) * Foundation.log(1 - p)
      }
      return term
    }
    let largest = terms.max() ?? 0
    let weights = places.indices.map { $0 == 0 || $0 == steps ? 1.0 : $0 % 2 == 1 ? 4 : 2 }
    let sum = zip(terms, weights).reduce(0) { $0 + exp($1.0 - largest) * $1.1 }
    return largest + Foundation.log(sum * 2 * reach / Double(steps) / 3)
  }

  @Test("the likelihood is the integral over the latent")
  func likelihood() throws {
    try withCheckpoint { checkpoint, test in
      let few = test.prefix(5)
      let found = try Evaluator(checkpoint, images: few, samples: 5_000).evaluate()
      let model = try checkpoint.model()
      let images = Batches(of: few, batchSize: 5, seed: nil)[0].images().scalars(Float.self)
      let expected = (0..<5).map { quadrature(model, Array(images[$0 * 64..<($0 + 1) * 64])) }
      #expect(abs(found.logLikelihood - expected.reduce(0, +) / 5) < 0.02)
      #expect(found.images == 5 && found.samples == 5_000 && found.latent == 1)
    }
  }

  @Test("every model is measured; the bound lies below the likelihood", arguments: Family.all)
  func bounds(_ family: Family) throws {
    try withCheckpoint(family, latent: 3) { checkpoint, test in
      let found = try Evaluator(checkpoint, images: test, samples: 300).evaluate()
      // One draw of each latent makes the bound of few images uncertain; several seeds do less.
      let excesses = try (0..<8).map { seed in
        let other = try Evaluator(checkpoint, images: test, samples: 300, seed: seed).evaluate()
        return -other.lowerBound.total - other.logLikelihood
      }
      #expect(excesses.reduce(0, +) / 8 < 0.1)
      let sum = found.lowerBound.reconstruction + found.lowerBound.divergence
      #expect(abs(found.lowerBound.total - sum) < 1e-9)
      #expect((0...3).contains(found.activeUnits))
      let again = try Evaluator(checkpoint, images: test, samples: 300).evaluate()
      #expect(again == found)
      let plot = try Evaluator(checkpoint, images: test).plot()
      #expect(plot.points.shape == [25, 2] && plot.labels.count == 25)
    }
  }

  @Test("units whose means do not move are not active")
  func activeUnits() throws {
    try withCheckpoint(latent: 4) { checkpoint, test in
      var checkpoint = checkpoint
      let name = "encoder.mean.weight"
      var weight = try #require(checkpoint.weights[name])
      let width = weight.shape[1]
      weight.withUnsafeMutableScalars(of: Float.self) { numbers in
        for index in numbers.indices {
          numbers[index] = index / width < 3 ? 0 : 0.5
        }
      }
      checkpoint.weights[name] = weight
      let found = try Evaluator(checkpoint, images: test, samples: 1).evaluate()
      #expect(found.activeUnits <= 1 && found.latent == 4)
    }
  }

  @Test(arguments: [1, 2, 5])
  func latentsOfAnySizeAreDrawn(latent: Int) throws {
    try withCheckpoint(latent: latent, epochs: 1) { checkpoint, test in
      let plot = try Evaluator(checkpoint, images: test).plot()
      #expect(plot.points.shape == [25, 2])
      #expect(plot.image().width == plot.width)
    }
  }

  @Test func numbersOutOfRangeAndOtherImagesAreRefused() throws {
    try withCheckpoint(epochs: 1) { checkpoint, test in
      for samples in [0, 1_000_001] {
        let text = message { _ = try Evaluator(checkpoint, images: test, samples: samples) }
        #expect(text == "samples \(samples): must be 1 to 1000000")
      }
      let other = try ImageDataset(
        images: .zeros([1, 6, 6], .uint8), labels: .zeros([1], .uint8))
      let text = message { _ = try Evaluator(checkpoint, images: other) }
      #expect(text.contains("6 × 6 pixels do not fit the model's 8 × 8"))
    }
    try withCheckpoint(Family(model: .conditional), epochs: 1) { checkpoint, _ in
      let other = try ImageDataset(
        images: .zeros([1, 8, 8], .uint8), labels: NDArray([6] as [UInt8]))
      let text = message { _ = try Evaluator(checkpoint, images: other) }
      #expect(text == "the data has the label 6, the model's labels are 0 to 5")
    }
  }
}
