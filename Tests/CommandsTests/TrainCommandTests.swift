import ArrayFiles
import Foundation
import TestSupport
import Testing

/// Flags for a small network on the small data set.
let smallNetwork = ["--data", "data", "--hidden", "8", "--latent", "2", "--batch-size", "16"]

/// Calls `body` with a folder that holds the small data set and one trained run, `runs/one`.
func withTrainedRun(_ flags: [String] = [], _ body: (String) throws -> Void) throws {
  try withSmallDataset { root in
    let all = smallNetwork + flags + ["--epochs", "1", "--output", "runs/one"]
    #expect(try BuiltCommand("vae-train").run(all, in: root).exitCode == 0)
    try body(root)
  }
}

/// Expects that a command printed nothing but an error of one line that contains `text`; usage may
/// follow where the flags are at fault.
func expectRefusal(
  _ result: BuiltCommand.Result, _ text: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(
    result.exitCode != 0 && result.exitCode < 128 && result.output.isEmpty,
    sourceLocation: sourceLocation)
  let first = result.errorLines.first ?? ""
  #expect(
    first.hasPrefix("error: ") && first.contains(text), "\(result.errors)",
    sourceLocation: sourceLocation)
  #expect(
    result.exitCode == 64 || result.errorLines.count == 1, sourceLocation: sourceLocation)
}

struct TrainCommandTests {
  @Test(arguments: [
    (["--epochs", "0"], "epochs 0"), (["--epochs", "-1"], "epochs -1"),
    (["--epochs", "ten"], "'ten' is invalid"), (["--batch-size", "0"], "batch size 0"),
    (["--batch-size", "9223372036854775807"], "batch size 9223372036854775807"),
    (["--learning-rate", "nan"], "learning rate nan"),
    (["--learning-rate", "inf"], "learning rate inf"),
    (["--learning-rate", "0"], "learning rate 0"), (["--learning-rate", "-1"], "learning rate -1"),
    (["--latent", "0"], "latent 0"), (["--hidden", "100000"], "hidden 100000"),
    (["--beta", "-1"], "beta -1"), (["--keep", "0"], "keep 0"),
    (["--seed", "-1"], "'-1' is invalid"),
    (["--dataset", "cifar"], "dataset cifar"), (["--data", "nowhere"], "nowhere: no such folder"),
    (["--data", "empty"], "has none of the files"),
    (["--output", "file"], "file: cannot be written"),
    (["--output", "/proc/none"], "/proc/none: cannot be written"), (["--output", ""], "output ''"),
    (["--model", "resnet"], "'resnet' is invalid"), (["--model", "conv"], "image size 6 × 6"),
    (["--model", "conv", "--hidden", "8"], "--hidden does not go with --model conv"),
    (["--beta-warmup", "-1"], "beta warm-up -1"), (["--beta-warmup", "1.5"], "'1.5' is invalid"),
    (["--importance-samples", "0"], "importance samples 0"),
    (["--importance-samples", "1001"], "importance samples 1001"),
    (["--model", "iwae", "--importance-samples", "1"], "importance samples 1: must be 2 or more"),
    (["--binarize", "maybe"], "'maybe' is invalid"),
    (["--quiet", "--json"], "--quiet and --json exclude each other"),
    (["--bogus"], "Unknown option '--bogus'"), (["stray"], "stray"),
  ])
  func badFlagsGiveOneLine(flags: [String], expected: String) throws {
    try withSmallDataset { root in
      try FileManager.default.createDirectory(
        atPath: "\(root)/empty", withIntermediateDirectories: true)
      try AtomicFile.write(to: "\(root)/file", [])
      let defaults = flags.contains("--data") ? [] : ["--data", "data"]
      let result = try BuiltCommand("vae-train").run(defaults + flags, in: root)
      expectRefusal(result, expected)
    }
  }

  @Test(
    "a number of threads that is none is refused",
    arguments: ["two", "0", "-1", "1.5"],
    [
      ("vae-train", []), ("vae-export", ["out.onnx"]), ("vae-sample", ["out.png"]),
      ("vae-evaluate", []), ("onnx-run", ["inspect", "out.onnx"]),
    ] as [(String, [String])])
  func badThreads(threads: String, command: (name: String, arguments: [String])) throws {
    try withTemporaryFolder { root in
      let result = try BuiltCommand(command.name).run(
        command.arguments, in: root, environment: ["TESSERA_THREADS": threads])
      expectRefusal(result, "TESSERA_THREADS is '\(threads)'")
    }
  }

  @Test func aRunPrintsALineAnEpochAndGetsANewFolder() throws {
    try withSmallDataset { root in
      for number in 1...2 {
        let result = try BuiltCommand("vae-train").run(smallNetwork + ["--epochs", "2"], in: root)
        let lines = result.output.split(separator: "\n")
        #expect(result.exitCode == 0 && result.errors.isEmpty)
        #expect(lines.count == 4 && lines[1].hasPrefix("epoch 1: train "))
        #expect(lines.last == "finished: runs/data-mlp-seed0-00\(number)")
      }
    }
  }

  @Test(arguments: [
    (["--model", "conditional"], "conditional 36+6-8-2+6-8-36 on "),
    (["--model", "iwae"], "iwae 36-8-2-8-36, importance samples 5 on "),
    (
      ["--binarize", "stochastic", "--beta-warmup", "2"],
      "mlp 36-8-2-8-36, beta warm-up 2, binarize stochastic on "
    ),
  ])
  func aRunSaysWhatItTrains(flags: [String], expected: String) throws {
    try withSmallDataset { root in
      let result = try BuiltCommand("vae-train").run(
        smallNetwork + flags + ["--epochs", "1"], in: root)
      #expect(result.exitCode == 0 && result.errors.isEmpty, "\(result.errors)")
      #expect(result.output.hasPrefix(expected), "\(result.output)")
      let name = flags[0] == "--model" ? flags[1] : "mlp"
      #expect(result.output.hasSuffix("finished: runs/data-\(name)-seed0-001\n"))
    }
  }

  @Test func quietPrintsNothing() throws {
    try withSmallDataset { root in
      let result = try BuiltCommand("vae-train").run(
        smallNetwork + ["--epochs", "1", "--quiet"], in: root)
      #expect(result.exitCode == 0 && result.output.isEmpty && result.errors.isEmpty)
    }
  }

  @Test func aFinishedRunSaysSo() throws {
    try withSmallDataset { root in
      let command = try BuiltCommand("vae-train")
      let flags = smallNetwork + ["--epochs", "1", "--output", "run"]
      #expect(try command.run(flags, in: root).exitCode == 0)
      let again = try command.run(flags, in: root)
      #expect(again.exitCode == 1 && again.errors.contains("run: holds a run already; --resume"))
      let resumed = try command.run(["--resume", "--output", "run"], in: root)
      #expect(resumed.exitCode == 0 && resumed.output.contains("are done already"))
    }
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func aSignalSavesAndResumingGivesTheSameBytes(signal: Int32) throws {
    try withSmallDataset { root in
      let command = try BuiltCommand("vae-train")
      let running = try command.start(
        smallNetwork + ["--epochs", "100000", "--output", "parts"], in: root)
      #expect(running.waitFor("epoch 1:"))
      running.send(signal)
      let result = running.finish()
      #expect(result.exitCode == 128 + signal && result.errors.isEmpty)
      #expect(result.output.contains("resume with: vae-train --resume --output parts"))
      let done = result.output.split(separator: "\n").filter { $0.hasPrefix("epoch ") }.count
      let epochs = ["--epochs", "\(done + 2)"]
      #expect(
        try command.run(["--resume", "--output", "parts"] + epochs, in: root).exitCode == 0)
      #expect(
        try command.run(smallNetwork + ["--output", "whole"] + epochs, in: root).exitCode == 0)
      let digits = String(repeating: "0", count: max(0, 3 - "\(done + 2)".count)) + "\(done + 2)"
      let files = try ["parts", "whole"].map {
        try readFile("\(root)/\($0)/checkpoint-\(digits).safetensors")
      }
      #expect(files[0] == files[1])
    }
  }
}
