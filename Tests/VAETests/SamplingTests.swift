import ArrayFiles
import Arrays
import Foundation
import Images
import TestSupport
import Testing

@testable import VAE

struct SamplingTests {
  @Test(arguments: [
    (0.5, 0), (0.975, 1.959963984540054), (0.025, -1.959963984540054),
    (0.999999, 4.753424308822899), (0.84134474606854293, 1),
  ])
  func inverseNormalIsTheQuantile(probability: Double, expected: Double) {
    #expect(abs(inverseNormal(probability) - expected) < 1e-9)
  }

  /// Calls `body` with the checkpoint of a small run whose latent has two dimensions.
  private func withCheckpoint(_ body: (Checkpoint, String) throws -> Void) throws {
    try withSmallDataset { root in
      _ = try TrainingRun.perform(smallRequest(root, epochs: 1))
      try body(try Checkpoint.locate("\(root)/run", warn: { _ in }).checkpoint, root)
    }
  }

  @Test(arguments: [
    (SamplingRequest.Subject.samples, 5, 3, 2), (.manifold, 7, 3, 3),
    (.interpolation(between: .digits), 9, 8, 2), (.interpolation(between: .latents), 3, 8, 1),
    (.reconstructions, 20, 16, 4),
  ])
  func picturesHaveTheirGrid(
    subject: SamplingRequest.Subject, count: Int, across: Int, down: Int
  ) throws {
    try withCheckpoint { checkpoint, _ in
      let picture = try checkpoint.picture(SamplingRequest(subject, count: count))
      #expect(picture.width == 2 * (across * 8 + 2) && picture.height == 2 * (down * 8 + 2))
    }
  }

  @Test func theSeedChoosesThePicture() throws {
    try withCheckpoint { checkpoint, _ in
      let pictures = try [1, 1, 2].map {
        try checkpoint.picture(SamplingRequest(seed: $0)).pngBytes()
      }
      #expect(pictures[0] == pictures[1] && pictures[0] != pictures[2])
    }
  }

  @Test func theManifoldNeedsTwoDimensions() throws {
    try withSmallDataset { root in
      var request = smallRequest(root, epochs: 1)
      request.latent = 3
      _ = try TrainingRun.perform(request)
      let checkpoint = try Checkpoint.locate("\(root)/run", warn: { _ in }).checkpoint
      let text = message { _ = try checkpoint.picture(SamplingRequest(.manifold)) }
      #expect(text == "--manifold needs 2 latent dimensions, the model has 3")
    }
  }

  @Test func otherImagesAreRefused() throws {
    try withCheckpoint { checkpoint, _ in
      let request = SamplingRequest(.reconstructions, source: .bundled)
      let text = message { _ = try checkpoint.picture(request) }
      #expect(text.contains("28 × 28") && text.contains("6 × 6"))
    }
  }

  @Test(arguments: [
    (SamplingFlags(manifold: true, interpolate: true), "--manifold and --interpolate exclude"),
    (SamplingFlags(checkpoint: "a", onnx: "b"), "--checkpoint and --onnx exclude"),
    (SamplingFlags(between: "digits"), "--between goes with --interpolate"),
    (SamplingFlags(onnx: "b", reconstruct: true), "--reconstruct needs an encoder"),
    (SamplingFlags(interpolate: true, between: "x"), "between x: must be digits or latents"),
    (SamplingFlags(count: 0), "number of images 0: must be 1 to 10000"),
    (SamplingFlags(count: 1_000_000), "number of images 1000000: must be 1 to 10000"),
  ])
  func flagsThatDoNotGoTogetherAreRefused(flags: SamplingFlags, expected: String) {
    let text = message { _ = try flags.request() }
    #expect(text.hasPrefix(expected) && !text.contains("\n"))
  }
}

struct ProgressTests {
  @Test(arguments: [
    (105.304, 2, "105.30"), (0.005, 2, "0.01"), (-1.5, 0, "-2"), (-0.001, 2, "0.00"),
    (7, 3, "7.000"),
    (.nan, 2, "nan"), (1e300, 2, "1e+300"),
  ])
  func decimals(value: Double, count: Int, expected: String) {
    #expect(fixed(value, count) == expected)
  }

  @Test func theBarFitsATerminal() {
    let loss = Loss(reconstruction: 81.5, divergence: 25, beta: 1)
    let status = BatchStatus(
      epoch: 3, epochs: 10, batch: 234, batches: 469, images: 29_952, loss: loss)
    let bar = ProgressDisplay.bar(status, rate: 23_456.7, left: 65)
    #expect(bar == "3/10 [#########-----------] 234/469 23456 images/s loss 106.50 1:05 left")
    #expect(ProgressDisplay.bar(status, rate: .infinity, left: .infinity).count < 90)
  }
}
