import ArrayFiles
import Arrays
import Datasets
import Images
import TestSupport
import Testing

@testable import VAE

/// One way to train, on images of 8 × 8 pixels.
struct Family: Sendable, CustomTestStringConvertible {
  var model: ModelName
  var samples: Int?
  var warmup: Int?
  var binarization: Binarization?

  var testDescription: String {
    "\(model), \(samples ?? 1) draws, warm-up \(warmup ?? 0), \(binarization ?? .none)"
  }

  static let all = [
    Family(model: .conv), Family(model: .conditional), Family(model: .iwae),
    Family(model: .mlp, warmup: 2, binarization: .stochastic),
    Family(model: .conditional, samples: 3, warmup: 1, binarization: .threshold),
    Family(model: .conv, samples: 2, binarization: .stochastic),
  ]

  func request(_ root: String, _ run: String = "run", epochs: Int = 2) -> TrainingRequest {
    var request = smallRequest(root, run, epochs: epochs)
    request.model = model
    if model == .conv { request.hidden = nil }
    (request.importanceSamples, request.betaWarmup) = (samples, warmup)
    request.binarization = binarization
    return request
  }
}

struct FamilyRunTests {
  @Test("an interrupted run resumes to the same bits", arguments: Family.all, [1, 4, 6])
  func resuming(family: Family, questions: Int) throws {
    try withSmallDataset(side: 8) { root in
      var asked = 0
      _ = try TrainingRun.perform(
        family.request(root, "parts"),
        isInterrupted: {
          asked += 1
          return asked > questions
        })
      _ = try TrainingRun.perform(resumption(root, "parts"))
      _ = try TrainingRun.perform(family.request(root, "whole"))
      for name in ["checkpoint-002.safetensors", "samples-002.png", "reconstructions-001.png"] {
        #expect(try readFile("\(root)/whole/\(name)") == readFile("\(root)/parts/\(name)"))
      }
    }
  }

  @Test("training lowers the test loss, which the table states", arguments: Family.all)
  func learning(family: Family) throws {
    try withSmallDataset(side: 8) { root in
      var request = family.request(root, epochs: 12)
      request.learningRate = 0.01
      _ = try TrainingRun.perform(request)
      let rows = MetricsTable(path: "\(root)/run/metrics.csv", through: 12).rows
      #expect(rows.count == 12 && rows[11][4] < rows[0][4] - 1)
      // The bound with importance weights is not the sum of the parts.
      let isSum = abs(rows[11][4] - rows[11][5] - rows[11][6]) < 1e-5
      #expect(isSum == (family.samples == nil && family.model != .iwae))
    }
  }

  @Test("a checkpoint keeps the settings, and every picture can be drawn", arguments: Family.all)
  func pictures(family: Family) throws {
    try withSmallDataset(side: 8) { root in
      _ = try TrainingRun.perform(family.request(root, epochs: 1))
      let (checkpoint, path) = try Checkpoint.locate("\(root)/run", warn: { _ in })
      #expect(try checkpoint.file.bytes() == readFile(path))
      let found = checkpoint.configuration
      #expect(found.modelName == family.model)
      #expect(found.importanceSamples == family.samples ?? (family.model == .iwae ? 5 : 1))
      #expect(found.betaWarmup == family.warmup ?? 0)
      #expect(found.binarization == family.binarization ?? .none)
      let isConditional = family.model == .conditional
      #expect(found.model.classes == (isConditional ? 6 : 0))
      for subject in [
        SamplingRequest.Subject.samples, .manifold, .interpolation(between: .digits),
        .interpolation(between: .latents), .reconstructions,
      ] {
        let digit = isConditional && subject == .manifold ? 3 : nil
        let picture = try checkpoint.picture(SamplingRequest(subject, count: 8, digit: digit))
        #expect(picture.width > 30)
      }
    }
  }

  @Test func theDigitChoosesTheLabel() throws {
    try withSmallDataset(side: 8) { root in
      var request = Family(model: .conditional).request(root, epochs: 60)
      request.learningRate = 0.01
      _ = try TrainingRun.perform(request)
      let checkpoint = try Checkpoint.locate("\(root)/run", warn: { _ in }).checkpoint
      let model = try checkpoint.model()
      let labels = (0..<6).map { Int64($0) }
      let images = model.images(for: .zeros([6, 2]), labels: NDArray(labels))
      // The bright column of an image is its label.
      let brightness = images.reshaped([6, 8, 8]).sum(axes: [1])
      #expect(brightness.argMax(axis: 1).scalars(Int64.self) == labels)
      let pictures = try [0, 5, nil].map {
        try checkpoint.picture(SamplingRequest(count: 12, digit: $0)).pngBytes()
      }
      #expect(Set(pictures).count == 3)
    }
  }

  @Test(arguments: [
    (SamplingRequest(digit: 6), "digit 6: must be 0 to 5"),
    (SamplingRequest(digit: -1), "digit -1: must be 0 to 5"),
    (SamplingRequest(.manifold), "--manifold of a conditional model needs --digit"),
    (SamplingRequest(.reconstructions, digit: 1), "--digit goes with samples"),
    (SamplingRequest(.interpolation(between: .digits), digit: 1), "--digit goes with samples"),
  ])
  func digitsThatDoNotSuitAreRefused(request: SamplingRequest, expected: String) throws {
    try withSmallDataset { root in
      _ = try TrainingRun.perform(Family(model: .conditional).request(root, epochs: 1))
      let checkpoint = try Checkpoint.locate("\(root)/run", warn: { _ in }).checkpoint
      #expect(message { _ = try checkpoint.picture(request) }.hasPrefix(expected))
    }
  }

  @Test func aNetworkWithoutLabelsDrawsNoDigit() throws {
    try withSmallDataset { root in
      _ = try TrainingRun.perform(smallRequest(root, epochs: 1))
      let checkpoint = try Checkpoint.locate("\(root)/run", warn: { _ in }).checkpoint
      let text = message { _ = try checkpoint.picture(SamplingRequest(digit: 1)) }
      #expect(text == "--digit needs a conditional model, which this one is not")
    }
  }
}

struct FamilyRequestTests {
  struct Case: Sendable {
    let change: @Sendable (inout TrainingRequest) -> Void
    let expected: String
  }

  static let cases = [
    Case(
      change: {
        $0.model = .conv; $0.hidden = nil
      }, expected: "image size 6 × 6: must be"),
    Case(change: { $0.model = .conv }, expected: "--hidden does not go with --model conv"),
    Case(change: { $0.betaWarmup = -1 }, expected: "beta warm-up -1: must be 0 to 1000000"),
    Case(change: { $0.importanceSamples = 0 }, expected: "importance samples 0: must be 1 to 1000"),
    Case(
      change: {
        $0.model = .iwae; $0.importanceSamples = 1
      },
      expected: "importance samples 1: must be 2 or more for --model iwae"),
    Case(
      change: {
        $0.importanceSamples = 1000; $0.batchSize = 128
      },
      expected: "batch size × importance samples 128000: must be at most 65536"),
  ]

  @Test(arguments: cases.indices)
  func settingsThatDoNotGoTogetherAreRefused(index: Int) throws {
    try withSmallDataset { root in
      var request = smallRequest(root)
      Self.cases[index].change(&request)
      let text = message { _ = try TrainingRun.perform(request) }
      #expect(text.hasPrefix(Self.cases[index].expected), "\(text)")
    }
  }

  @Test func resumingKeepsModelAndSettings() throws {
    try withSmallDataset { root in
      _ = try TrainingRun.perform(Family(model: .iwae).request(root))
      var request = resumption(root)
      (request.model, request.epochs) = (.iwae, 3)
      let outcome = try TrainingRun.perform(request)
      #expect(outcome == .finished(RunFolder("\(root)/run")))
      (request.model, request.epochs, request.betaWarmup) = (.mlp, 4, 2)
      request.binarization = .threshold
      let text = message { _ = try TrainingRun.perform(request) }
      for part in [
        "model is iwae in the checkpoint and mlp in the flags",
        "importance samples is 5 in the checkpoint and 1 in the flags",
        "beta warm-up is 0 in the checkpoint and 2 in the flags",
        "binarize is none in the checkpoint and threshold in the flags",
      ] { #expect(text.contains(part), "\(text)") }
    }
  }

  @Test("the default run's checkpoint has the entries that it always had")
  func defaultCheckpoint() throws {
    try withSmallDataset { root in
      _ = try TrainingRun.perform(smallRequest(root, epochs: 1))
      let file = try SafetensorsFile(contentsOf: "\(root)/run/checkpoint-001.safetensors")
      #expect(
        file.metadata.keys.sorted() == [
          "architecture", "batch", "batch_size", "beta", "checksum", "columns", "dataset", "epoch",
          "epochs", "format", "hidden", "latent", "learning_rate", "noise_position", "rows", "seed",
          "step", "sum_divergence", "sum_images", "sum_reconstruction", "train_images", "version",
        ])
    }
  }

  @Test("the default network's first weights are the same numbers on every machine")
  func firstWeights() {
    var sum = Checksum()
    for named in VariationalAutoencoder(ModelConfiguration(), seed: 0).parameters {
      named.parameter.array.withBytes { sum.add($0) }
    }
    #expect(sum.description == "7b9e352f")
  }
}
