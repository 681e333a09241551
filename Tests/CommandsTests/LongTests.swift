import ArrayFiles
import Foundation
import TestSupport
import Testing

/// What takes minutes: run by `make check-all`, which sets TESSERA_CHECK_ALL.
@Suite(
  .serialized,
  .enabled(
    if: ProcessInfo.processInfo.environment["TESSERA_CHECK_ALL"] != nil,
    "takes minutes: run by make check-all"))
struct LongTests {
  @Test("three seeds of ten epochs reach the bound, and each seed gives its own bits twice")
  func threeSeeds() throws {
    try withTemporaryFolder { root in
      let command = try BuiltCommand("vae-train")
      var losses: [Double] = []
      for seed in ["0", "1", "2"] {
        let flags = ["--epochs", "10", "--quiet", "--seed", seed, "--output", "run-\(seed)"]
        #expect(try command.run(flags, in: root).exitCode == 0)
        losses.append(try lastTestLoss("\(root)/run-\(seed)"))
      }
      print("test losses after ten epochs: \(losses)")
      #expect(losses.reduce(0, +) / 3 <= 105.9)
      #expect(Set(losses).count == 3)
      let again = ["--epochs", "10", "--quiet", "--seed", "0", "--output", "again"]
      #expect(try command.run(again, in: root).exitCode == 0)
      #expect(
        try readFile("\(root)/again/checkpoint-010.safetensors")
          == readFile("\(root)/run-0/checkpoint-010.safetensors"))
    }
  }

  @Test("runs killed at any moment resume to the bits of one that was left alone")
  func kills() throws {
    try withTemporaryFolder { root in
      let command = try BuiltCommand("vae-train")
      let flags = ["--epochs", "3", "--hidden", "64"]
      #expect(try command.run(flags + ["--output", "whole", "--quiet"], in: root).exitCode == 0)
      for delay in [0.3, 1.1, 1.7, 2.9, 4.3] {
        let folder = "killed-\(delay)"
        let first = try command.start(flags + ["--output", folder], in: root)
        Thread.sleep(forTimeInterval: delay)
        first.send(SIGKILL)
        _ = first.finish()
        let resumed = try command.run(flags + ["--output", folder, "--resume"], in: root)
        #expect(resumed.exitCode == 0, "\(resumed.errors)")
        #expect(
          try readFile("\(root)/\(folder)/checkpoint-003.safetensors")
            == readFile("\(root)/whole/checkpoint-003.safetensors"))
      }
    }
  }

  private func lastTestLoss(_ folder: String) throws -> Double {
    let text = String(decoding: try readFile("\(folder)/metrics.csv"), as: UTF8.self)
    let columns = text.split(separator: "\n").last?.split(separator: ",") ?? []
    return try #require(columns.count > 4 ? Double(columns[4]) : nil)
  }
}
