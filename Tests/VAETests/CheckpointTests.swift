import ArrayFiles
import Arrays
import TestSupport
import Testing

@testable import VAE

struct CheckpointTests {
  private static let name = "c.safetensors"

  /// A run's checkpoint as a file that tests can spoil.
  private static func file() throws -> SafetensorsFile {
    var file: SafetensorsFile?
    try withSmallDataset { root in
      _ = try TrainingRun.perform(smallRequest(root, epochs: 1))
      file = try SafetensorsFile(contentsOf: "\(root)/run/checkpoint-001.safetensors")
    }
    return try #require(file)
  }

  @Test func aCheckpointKeepsEverything() throws {
    let file = try Self.file()
    let checkpoint = try Checkpoint(file, name: Self.name)
    #expect(try checkpoint.file.bytes() == file.bytes())
    #expect(checkpoint.progress.epoch == 1 && checkpoint.progress.batch == 0)
    #expect(checkpoint.step == 4 && checkpoint.trainImages == 60)
    #expect(checkpoint.configuration.model.hidden == 8)
    #expect(checkpoint.weights.count == 10 && checkpoint.moments.count == 10)
    #expect(file["optimizer.first_moment.encoder.logVariance.weight"]?.shape == [2, 8])
  }

  @Test(arguments: [
    ("missing", "missing decoder.output.bias"), ("left over", "left over stray"),
    ("shape", "encoder.mean.bias is [3] of float32 instead of [2] of float32"),
    ("type", "encoder.mean.bias is [2] of float64 instead of [2] of float32"),
    ("moment", "missing encoder.mean.bias"),
  ])
  func differencesOfTensorsAreListed(change: String, expected: String) throws {
    var file = try Self.file()
    func remove(_ name: String) { file.tensors.removeAll { $0.name == name } }
    switch change {
    case "missing": remove("decoder.output.bias")
    case "left over": file.tensors.append(("stray", .zeros([1])))
    case "shape":
      remove("encoder.mean.bias")
      file.tensors.append(("encoder.mean.bias", .zeros([3])))
    case "type":
      remove("encoder.mean.bias")
      file.tensors.append(("encoder.mean.bias", .zeros([2], .float64)))
    default: remove("optimizer.second_moment.encoder.mean.bias")
    }
    let text = message { _ = try Checkpoint(file, name: Self.name) }
    #expect(text.hasPrefix(Self.name) && text.contains(expected) && !text.contains("\n"))
  }

  @Test(
    arguments: [
      ("epoch", nil, "lacks 'epoch'"), ("epoch", "-1", "negative"),
      ("epoch", "x", "'epoch' as 'x'"),
      ("hidden", "99999999", "must be 1 to 65536"), ("hidden", "65536", "instead of [65536, 36]"),
      ("learning_rate", "nan", "must be a finite number above 0"),
      ("architecture", "resnet", "'resnet' is unknown"),
      ("format", nil, "instead of [400, 784]"), ("step", "", "'step' as ''"),
    ] as [(String, String?, String)])
  func damagedSettingsAreRefused(key: String, value: String?, expected: String) throws {
    var file = try Self.file()
    file.metadata[key] = value
    let text = message { _ = try Checkpoint(file, name: Self.name) }
    #expect(text.hasPrefix(Self.name) && text.contains(expected), "\(text)")
  }

  @Test func anotherArchitecturesTensorsAreListed() throws {
    let file = SafetensorsFile(tensors: [("fc.weight", .zeros([2, 2]))])
    let text = message { _ = try Checkpoint(file, name: Self.name) }
    #expect(text.contains("missing encoder.hidden.weight") && text.contains("left over fc.weight"))
  }

  @Test func aRunFolderOrAFileLocatesACheckpoint() throws {
    try withSmallDataset { root in
      _ = try TrainingRun.perform(smallRequest(root))
      let newest = "\(root)/run/checkpoint-002.safetensors"
      #expect(try Checkpoint.locate("\(root)/run", warn: { _ in }).path == newest)
      #expect(try Checkpoint.locate(newest, warn: { _ in }).path == newest)
      #expect(throws: VAEError.noCheckpoint(folder: root)) {
        try Checkpoint.locate(root, warn: { _ in })
      }
      #expect(throws: ArrayFileError.file("\(root)/no", .missing)) {
        try Checkpoint.locate("\(root)/no", warn: { _ in })
      }
    }
  }
}
