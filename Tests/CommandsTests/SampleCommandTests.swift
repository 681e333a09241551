import ArrayFiles
import Foundation
import Images
import TestSupport
import Testing

struct SampleCommandTests {
  @Test func picturesAreDrawnFromTheNewestRun() throws {
    try withSmallDataset { root in
      #expect(
        try BuiltCommand("vae-train").run(smallNetwork + ["--epochs", "1"], in: root).exitCode == 0)
      let command = try BuiltCommand("vae-sample")
      for flags in [["-n", "9"], ["--manifold"], ["--interpolate"], ["--reconstruct"]] {
        let result = try command.run(flags + ["picture.png"], in: root)
        #expect(result.exitCode == 0 && result.output == "picture.png\n" && result.errors.isEmpty)
        let picture = try Image(contentsOf: "\(root)/picture.png")
        #expect(picture.width > 30)
      }
    }
  }

  @Test func anExportedDecoderDrawsTheSame() throws {
    try withSmallDataset { root in
      #expect(
        try BuiltCommand("vae-train").run(smallNetwork + ["--epochs", "1"], in: root).exitCode == 0)
      for batch in ["dynamic", "5"] {
        let exported = try BuiltCommand("vae-export").run(
          ["--part", "decoder", "--batch", batch, "decoder.onnx"], in: root)
        #expect(exported.exitCode == 0, "\(exported.errors)")
        let command = try BuiltCommand("vae-sample")
        #expect(try command.run(["a.png"], in: root).exitCode == 0)
        #expect(
          try command.run(["--onnx", "decoder.onnx", "b.png"], in: root).exitCode == 0)
        let pictures = try ["a", "b"].map {
          try Image(contentsOf: "\(root)/\($0).png").pixels.scalars(UInt8.self).map { Int($0) }
        }
        #expect(zip(pictures[0], pictures[1]).allSatisfy { abs($0 - $1) <= 1 })
      }
      let whole = try BuiltCommand("vae-export").run(["vae.onnx"], in: root)
      #expect(whole.exitCode == 0, "\(whole.errors)")
      let refused = try BuiltCommand("vae-sample").run(["--onnx", "vae.onnx", "c.png"], in: root)
      #expect(refused.exitCode == 1 && refused.errors.contains("is not a decoder"))
    }
  }

  @Test("an exported conditional decoder draws the digit, and a convolutional one its images")
  func exportedFamilies() throws {
    for (flags, digit) in [
      (["--model", "conditional", "--hidden", "8"], ["--digit", "5"]), (["--model", "conv"], []),
    ] {
      try withSmallDataset(side: 8) { root in
        let trained = try BuiltCommand("vae-train").run(
          ["--data", "data", "--latent", "2", "--batch-size", "16", "--epochs", "1"] + flags,
          in: root)
        #expect(trained.exitCode == 0, "\(trained.errors)")
        for batch in ["dynamic", "5"] {
          let exported = try BuiltCommand("vae-export").run(
            ["--part", "decoder", "--batch", batch, "decoder.onnx"], in: root)
          #expect(exported.exitCode == 0, "\(exported.errors)")
          let command = try BuiltCommand("vae-sample")
          for (source, name) in [([], "a.png"), (["--onnx", "decoder.onnx"], "b.png")] {
            let result = try command.run(source + digit + ["-n", "12", name], in: root)
            #expect(result.exitCode == 0, "\(result.errors)")
          }
          let pictures = try ["a", "b"].map {
            try Image(contentsOf: "\(root)/\($0).png").pixels.scalars(UInt8.self).map { Int($0) }
          }
          #expect(pictures[0].count == pictures[1].count)
          #expect(zip(pictures[0], pictures[1]).allSatisfy { abs($0 - $1) <= 1 })
        }
      }
    }
  }

  @Test(arguments: [
    (["x.png"], "runs: holds no run with a checkpoint"),
    (["--checkpoint", "nowhere", "x.png"], "nowhere: no such file"),
    (["--checkpoint", "data", "x.png"], "data: holds no checkpoint"),
    (["--checkpoint", "data/t10k-labels-idx1-ubyte", "x.png"], "data/t10k-labels-idx1-ubyte"),
    (["--onnx", "nowhere.onnx", "x.png"], "nowhere.onnx: no such file"),
    (["--onnx", "data/t10k-labels-idx1-ubyte", "x.png"], "data/t10k-labels-idx1-ubyte"),
    (["-n", "0", "x.png"], "number of images 0"), (["-n", "-4", "x.png"], "number of images -4"),
    (["--manifold", "--reconstruct", "x.png"], "exclude each other"),
    (["--digit", "seven", "x.png"], "'seven' is invalid"),
    ([], "Missing expected argument"), (["--json"], "Missing expected argument"),
    (["--show", "--json", "x.png"], "--show and --json exclude each other"),
    (["--bogus", "x.png"], "Unknown option '--bogus'"),
  ])
  func badFlagsGiveOneLine(flags: [String], expected: String) throws {
    try withSmallDataset { root in
      let result = try BuiltCommand("vae-sample").run(flags, in: root)
      expectRefusal(result, expected)
      #expect(!FileManager.default.fileExists(atPath: "\(root)/x.png"))
    }
  }

  @Test(arguments: [("none/x.png", "its folder does not exist"), ("data", "is a folder")])
  func outputsThatCannotBeWrittenAreRefused(output: String, expected: String) throws {
    try withSmallDataset { root in
      #expect(
        try BuiltCommand("vae-train").run(smallNetwork + ["--epochs", "1"], in: root).exitCode == 0)
      let result = try BuiltCommand("vae-sample").run([output], in: root)
      #expect(result.exitCode == 1 && result.errorLines.count == 1)
      #expect(result.errors.hasPrefix("error: ") && result.errors.contains(expected))
    }
  }
}
