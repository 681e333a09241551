import ArrayFiles
import Foundation
import TestSupport
import Testing

@testable import VAE

struct EventLogTests {
  @Test("event files change nothing else, byte for byte", arguments: ["mlp", "iwae"])
  func nothingElseChanges(model: String) throws {
    try withSmallDataset { root in
      for run in ["plain", "logged"] {
        var request = smallRequest(root, run)
        request.model = ModelName(rawValue: model)
        request.tensorBoard = run == "logged"
        _ = try TrainingRun.perform(request)
      }
      let names = FileSystem.names(in: "\(root)/plain")
      #expect(names + ["tensorboard"] == FileSystem.names(in: "\(root)/logged"))
      for name in names where name != "metrics.csv" && name != "loss.png" {
        #expect(
          try readFile("\(root)/plain/\(name)") == readFile("\(root)/logged/\(name)"), "\(name)")
      }
      let losses = ["plain", "logged"].map { run in
        MetricsTable(path: "\(root)/\(run)/metrics.csv", through: 2).rows.map { $0.dropLast() }
      }
      #expect(losses[0] == losses[1] && losses[0].count == 2)
    }
  }

  @Test func gradientsAreKeptOfTheLastBatchOnlyWhereTheyAreAskedFor() throws {
    try withSmallDataset { root in
      var configuration = smallRequest(root).configuration()
      configuration.batchSize = 30
      for isAsked in [false, true] {
        let trainer = try Trainer(configuration, data: .load(configuration.source))
        trainer.keepsGradients = isAsked
        try trainer.step()
        #expect(trainer.lastGradients.isEmpty)
        try trainer.step()
        let names = trainer.model.trainableParameters.map(\.name)
        #expect(trainer.lastGradients.map(\.name) == (isAsked ? names : []))
        trainer.finishEpoch()
        #expect(trainer.lastGradients.isEmpty)
      }
    }
  }

  @Test func aFolderThatCannotBeMadeIsAnError() throws {
    try withSmallDataset { root in
      var request = smallRequest(root)
      request.tensorBoard = true
      try FileManager.default.createDirectory(
        atPath: "\(root)/run", withIntermediateDirectories: true)
      try AtomicFile.write(to: "\(root)/run/tensorboard", [])
      #expect(
        message { _ = try TrainingRun.perform(request) }.contains("tensorboard: cannot be written"))
    }
  }
}
