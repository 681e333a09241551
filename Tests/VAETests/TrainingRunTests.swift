import ArrayFiles
import Arrays
import Foundation
import TestSupport
import Testing

@testable import VAE

struct TrainingRunTests {
  @Test func aRunWritesItsFiles() throws {
    try withSmallDataset { root in
      let outcome = try TrainingRun.perform(smallRequest(root))
      #expect(outcome == .finished(RunFolder("\(root)/run")))
      #expect(
        FileSystem.names(in: "\(root)/run") == [
          "checkpoint-001.safetensors", "checkpoint-002.safetensors", "loss.png", "metrics.csv",
          "reconstructions-001.png", "reconstructions-002.png", "samples-001.png",
          "samples-002.png",
        ])
      let lines = String(decoding: try readFile("\(root)/run/metrics.csv"), as: UTF8.self)
        .split(separator: "\n")
      let header = [
        "epoch", "train_loss", "train_reconstruction", "train_kl", "test_loss",
        "test_reconstruction", "test_kl", "seconds",
      ]
      #expect(lines.first.map(String.init) == header.joined(separator: ","))
      let numbers = lines[2].split(separator: ",").compactMap { Double($0) }
      #expect(lines.count == 3 && numbers.count == 8 && numbers[0] == 2)
      #expect(abs(numbers[1] - numbers[2] - numbers[3]) < 1e-5)
      #expect(abs(numbers[4] - numbers[5] - numbers[6]) < 1e-5)
    }
  }

  @Test("measuring steps changes nothing, and leaves a trace")
  func profiling() throws {
    try withSmallDataset { root in
      var table = ""
      for run in ["plain", "profiled"] {
        var request = smallRequest(root, run)
        request.profile = run == "profiled"
        _ = try TrainingRun.perform(
          request,
          observe: { event in if case .profiled(let profile, _) = event { table = profile.table } })
      }
      let files = try ["plain", "profiled"].map {
        try readFile("\(root)/\($0)/checkpoint-002.safetensors")
      }
      #expect(files[0] == files[1])
      for name in ["Affine", "BinaryCrossEntropy", "Adam", "batch", "between operators"] {
        #expect(table.contains("\n\(name) "))
      }
      let trace = try JSONSerialization.jsonObject(
        with: Data(readFile("\(root)/profiled/trace.json")))
      let events = try #require((trace as? [String: Any])?["traceEvents"] as? [[String: Any]])
      #expect(events.contains { $0["name"] as? String == "Affine" && $0["ph"] as? String == "X" })
      #expect(!FileSystem.exists("\(root)/plain/trace.json"))
    }
  }

  @Test func theSameSeedGivesTheSameBytesAndAnotherDoesNot() throws {
    try withSmallDataset { root in
      for (run, seed) in [("a", 1), ("b", 1), ("c", 2)] {
        var request = smallRequest(root, run)
        request.seed = UInt64(seed)
        _ = try TrainingRun.perform(request)
      }
      let files = try ["a", "b"].map { try readFile("\(root)/\($0)/checkpoint-002.safetensors") }
      #expect(files[0] == files[1])
      let weights = try ["a", "c"].map {
        try Checkpoint(contentsOf: "\(root)/\($0)/checkpoint-002.safetensors")
          .weights["decoder.output.weight"]?.scalars(Float.self)
      }
      #expect(weights[0] != weights[1])
    }
  }

  /// Training asks before each of an epoch's four batches and before its only test batch.
  @Test(arguments: 0...9)
  func goingOnAfterAnInterruptionGivesTheSameBits(questions: Int) throws {
    try withSmallDataset { root in
      var asked = 0
      let outcome = try TrainingRun.perform(
        smallRequest(root, "parts"),
        isInterrupted: {
          asked += 1
          return asked > questions
        })
      #expect(outcome == .interrupted(RunFolder("\(root)/parts")))
      _ = try TrainingRun.perform(resumption(root, "parts"))
      _ = try TrainingRun.perform(smallRequest(root, "whole"))
      for name in ["checkpoint-002.safetensors", "samples-002.png", "reconstructions-001.png"] {
        #expect(try readFile("\(root)/whole/\(name)") == readFile("\(root)/parts/\(name)"))
      }
      let losses = ["whole", "parts"].map { run in
        MetricsTable(path: "\(root)/\(run)/metrics.csv", through: 2).rows.map { $0.dropLast() }
      }
      #expect(losses[0] == losses[1] && losses[0].count == 2)
    }
  }

  @Test func onlyTheNewestCheckpointsAreKept() throws {
    try withSmallDataset { root in
      var request = smallRequest(root, epochs: 5)
      request.keep = 2
      _ = try TrainingRun.perform(request)
      #expect(
        RunFolder("\(root)/run").checkpoints == [
          "\(root)/run/checkpoint-005.safetensors", "\(root)/run/checkpoint-004.safetensors",
        ])
    }
  }

  @Test(arguments: ["truncated", "empty", "garbage", "one bit", "other tensors"])
  func aDamagedCheckpointIsSkipped(damage: String) throws {
    try withSmallDataset { root in
      _ = try TrainingRun.perform(smallRequest(root, epochs: 3))
      let path = "\(root)/run/checkpoint-003.safetensors"
      let bytes = try readFile(path)
      let damaged: [UInt8] =
        switch damage {
        case "truncated": Array(bytes.dropLast(100))
        case "empty": []
        case "garbage": [UInt8](repeating: 7, count: 1000)
        case "one bit": bytes.dropLast(100) + [bytes[bytes.count - 100] ^ 1] + bytes.suffix(99)
        default: try SafetensorsFile(tensors: [("a", .zeros([2]))]).bytes()
        }
      try AtomicFile.write(to: path, damaged)
      var warnings: [String] = []
      let outcome = try TrainingRun.perform(
        resumption(root),
        observe: { if case .warning(let text) = $0 { warnings.append(text) } })
      #expect(outcome == .finished(RunFolder("\(root)/run")))
      #expect(warnings.count == 1 && warnings[0].contains("checkpoint-003.safetensors"))
      #expect(try readFile(path) == bytes)
      #expect(MetricsTable(path: "\(root)/run/metrics.csv", through: 9).rows.count == 3)
    }
  }

  @Test func aRunWithoutReadableCheckpointsIsRefused() throws {
    try withSmallDataset { root in
      try FileSystem.makeFolder("\(root)/run")
      try AtomicFile.write(to: "\(root)/run/checkpoint-001.safetensors", [1, 2, 3])
      let text = message { _ = try TrainingRun.perform(resumption(root)) }
      #expect(text.contains("none of its checkpoints can be read"))
    }
  }

  @Test func aFinishedRunIsLeftAloneUnlessMoreEpochsAreAsked() throws {
    try withSmallDataset { root in
      _ = try TrainingRun.perform(smallRequest(root))
      let folder = RunFolder("\(root)/run")
      var request = resumption(root)
      let first = try TrainingRun.perform(request)
      #expect(first == .alreadyFinished(folder, epochs: 2))
      request.epochs = 4
      let second = try TrainingRun.perform(request)
      #expect(second == .finished(folder))
      _ = try TrainingRun.perform(smallRequest(root, "whole", epochs: 4))
      let name = "checkpoint-004.safetensors"
      #expect(try readFile("\(root)/run/\(name)") == readFile("\(root)/whole/\(name)"))
    }
  }

  @Test func resumingWithoutACheckpointStartsAfresh() throws {
    try withSmallDataset { root in
      var request = smallRequest(root)
      request.resume = true
      let outcome = try TrainingRun.perform(request)
      #expect(outcome == .finished(RunFolder("\(root)/run")))
    }
  }

  @Test func anExistingRunIsNotOverwritten() throws {
    try withSmallDataset { root in
      _ = try TrainingRun.perform(smallRequest(root))
      #expect(throws: VAEError.runExists("\(root)/run")) {
        try TrainingRun.perform(smallRequest(root))
      }
    }
  }

  @Test func conflictsAreListed() throws {
    try withSmallDataset { root in
      _ = try TrainingRun.perform(smallRequest(root))
      var request = smallRequest(root, epochs: 3)
      (request.resume, request.hidden, request.learningRate) = (true, 9, 0.5)
      let text = message { _ = try TrainingRun.perform(request) }
      for part in [
        "hidden is 8 in the checkpoint and 9 in the flags",
        "learning rate is 0.001 in the checkpoint and 0.5 in the flags",
        "decoder.output.weight is [36, 8] of float32 instead of [36, 9] of float32",
      ] { #expect(text.contains(part)) }
      #expect(!text.contains("\n"))
    }
  }

  @Test func otherDataIsRefused() throws {
    try withSmallDataset { root in
      _ = try TrainingRun.perform(smallRequest(root))
      try writeSmallDataset(to: "\(root)/data", train: 61)
      var request = resumption(root)
      request.epochs = 3
      let text = message { _ = try TrainingRun.perform(request) }
      #expect(text.contains("has 61 training images, the checkpoint's had 60"))
    }
  }

  @Test func aLossThatIsNotFiniteEndsTraining() throws {
    try withSmallDataset { root in
      var request = smallRequest(root, epochs: 50)
      request.learningRate = 1e30
      let text = message { _ = try TrainingRun.perform(request) }
      #expect(text.contains("try a lower learning rate"))
    }
  }
}
