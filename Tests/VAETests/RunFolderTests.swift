import ArrayFiles
import Foundation
import TestSupport
import Testing

@testable import VAE

struct RunFolderTests {
  @Test func newFoldersAreNumbered() throws {
    try withTemporaryFolder { root in
      let paths = try (0..<3).map { _ in
        try RunFolder.make(in: "\(root)/runs", prefix: "mnist-mlp-seed0").path
      }
      #expect(paths.map { $0.suffix(4) } == ["-001", "-002", "-003"])
    }
  }

  @Test func theNewestRunIsTheOneWhoseFilesChangedLast() throws {
    try withTemporaryFolder { root in
      #expect(RunFolder.newest(in: root, withCheckpoint: true) == nil)
      for (run, file, time) in [
        ("a", "checkpoint-001.safetensors", 30.0), ("b", "checkpoint-009.safetensors", 20),
        ("c", "metrics.csv", 40), ("d", "notes.txt", 50),
      ] {
        try FileSystem.makeFolder("\(root)/\(run)")
        let path = "\(root)/\(run)/\(file)"
        try AtomicFile.write(to: path, [])
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSince1970: 1e9 + time)], ofItemAtPath: path)
      }
      #expect(RunFolder.newest(in: root, withCheckpoint: true)?.path == "\(root)/a")
      #expect(RunFolder.newest(in: root, withCheckpoint: false)?.path == "\(root)/c")
    }
  }

  @Test func checkpointsAreOrderedByPosition() throws {
    try withTemporaryFolder { root in
      for name in [
        "checkpoint-002.safetensors", "checkpoint-010.safetensors", "checkpoint-x.safetensors",
        "checkpoint-1000.safetensors", "checkpoint-010-00007.safetensors", "checkpoint-3.txt",
        "checkpoint-1-2-3.safetensors", "checkpoint-.safetensors",
      ] { try AtomicFile.write(to: "\(root)/\(name)", []) }
      #expect(
        RunFolder(root).checkpoints.map { $0.dropFirst(root.count + 1) } == [
          "checkpoint-1000.safetensors", "checkpoint-010-00007.safetensors",
          "checkpoint-010.safetensors", "checkpoint-002.safetensors",
        ])
    }
  }

  @Test func foldersThatCannotBeMadeThrow() throws {
    try withTemporaryFolder { root in
      try AtomicFile.write(to: "\(root)/file", [])
      for path in ["\(root)/file", "\(root)/file/below"] {
        #expect(throws: VAEError.folder("\(root)/file", reason: "it is not a folder")) {
          try FileSystem.makeFolder(path)
        }
      }
    }
  }

  @Test func theTableDropsRowsThatComeAgain() throws {
    try withTemporaryFolder { root in
      let loss = Loss(reconstruction: 80.25, divergence: 25.125, beta: 1)
      var table = MetricsTable(path: "\(root)/metrics.csv")
      for epoch in 1...3 {
        table.append(EpochMetrics(epoch: epoch, train: loss, test: loss, seconds: 2.5))
      }
      try table.write()
      let read = MetricsTable(path: table.path, through: 2)
      #expect(read.rows == Array(table.rows.prefix(2)))
      try AtomicFile.write(to: table.path, "\(MetricsTable.header)\n1,2,x\n1,2,3,4,5,6,7,8\n,,\n")
      #expect(MetricsTable(path: table.path, through: 2).rows.count == 1)
    }
  }
}
