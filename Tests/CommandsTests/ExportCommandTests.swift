import ArrayFiles
import Arrays
import ONNX
import ONNXFiles
import TestSupport
import Testing

struct ExportCommandTests {
  @Test("each part is exported from the newest run, verified, and the same each time")
  func parts() throws {
    try withTrainedRun { root in
      let command = try BuiltCommand("vae-export")
      for part in ["vae", "encoder", "decoder"] {
        for name in ["a.onnx", "b.onnx"] {
          let result = try command.run(["--opset", "11", "--part", part, name], in: root)
          #expect(result.exitCode == 0, "\(result.errors)")
          #expect(result.output.contains("exported \(part) of runs/one/checkpoint-001.safetensors"))
          #expect(
            result.output.contains("verified with 3 random inputs at each size: batch 1; batch 7"))
        }
        #expect(try readFile("\(root)/a.onnx") == readFile("\(root)/b.onnx"))
        let model = try ModelFile.read("\(root)/a.onnx")
        #expect(model.opset == 11 && model.irVersion == 6 && model.producerName == "Tessera")
        #expect(model.metadata.contains { $0.key == "epochs" && $0.value == "1" })
        #expect(model.graph.inputs.allSatisfy { $0.shape?.first == .named("batch") })
      }
    }
  }

  @Test(
    "each part of each model is exported and verified",
    arguments: ["conv", "conditional", "iwae"], ["vae", "encoder", "decoder"])
  func families(model: String, part: String) throws {
    try withSmallDataset(side: 8) { root in
      let flags = ["--data", "data", "--latent", "2", "--epochs", "1", "--model", model]
      #expect(try BuiltCommand("vae-train").run(flags, in: root).exitCode == 0)
      let result = try BuiltCommand("vae-export").run(
        ["--opset", "11", "--part", part, "out.onnx"], in: root)
      #expect(result.exitCode == 0 && result.output.contains("verified with"), "\(result.errors)")
      let file = try ModelFile.read("\(root)/out.onnx")
      let label = file.graph.inputs.first { $0.name == "label" }
      #expect((label != nil) == (model == "conditional"))
      #expect(label == nil || label?.shape == [.named("batch")])
      let images = (file.graph.inputs + file.graph.outputs)
        .filter { ["image", "reconstruction"].contains($0.name) }
      let shape: [Dimension] = model == "conv" ? [.fixed(1), .fixed(8), .fixed(8)] : [.fixed(64)]
      #expect(images.allSatisfy { $0.shape == [.named("batch")] + shape })
    }
  }

  @Test func aReportAndAFixedBatch() throws {
    try withTrainedRun { root in
      let result = try BuiltCommand("vae-export").run(
        ["--checkpoint", "runs/one", "--batch", "5", "--report", "report.md", "out.onnx"],
        in: root)
      #expect(result.exitCode == 0, "\(result.errors)")
      let report = String(decoding: try readFile("\(root)/report.md"), as: UTF8.self)
      #expect(report.contains("| result | passed |") && report.contains("| log_variance |"))
      let model = try ModelFile.read("\(root)/out.onnx")
      #expect(model.graph.inputs.allSatisfy { $0.shape?.first == .fixed(5) })
    }
  }

  @Test func verificationCanBeLeftOut() throws {
    try withTrainedRun { root in
      let file = "runs/one/checkpoint-001.safetensors"
      let result = try BuiltCommand("vae-export").run(
        ["--no-verify", "--checkpoint", file, "out.onnx"], in: root)
      #expect(result.exitCode == 0 && result.output.contains("not verified"))
    }
  }

  @Test(
    "bad flags and files give one line, and the file that was there stays",
    arguments: [
      (["--opset", "6"], "opset 6 is not supported: choose 7 to 28"),
      (["--opset", "99"], "opset 99 is not supported: choose 7 to 28"),
      (["--opset", "-3"], "opset -3 is not supported"),
      (["--opset", "eleven"], "'eleven' is invalid"),
      (["--part", "middle"], "'middle' is invalid"),
      (["--batch", "0"], "'0' is invalid"), (["--batch", "-2"], "'-2' is invalid"),
      (["--checkpoint", "nowhere"], "nowhere: no such file"),
      (["--checkpoint", "data"], "data: holds no checkpoint"),
      (["--checkpoint", "data/t10k-labels-idx1-ubyte"], "data/t10k-labels-idx1-ubyte"),
      (["--report", "missing/report.md"], "missing/report.md"),
      (["--no-verify", "--report", "report.md"], "--report needs the verification"),
      (["--json", "--list-operators"], "--json does not go with --list-operators"),
      (["--bogus"], "Unknown option '--bogus'"),
    ])
  func badFlags(flags: [String], expected: String) throws {
    try withTrainedRun { root in
      try AtomicFile.write(to: "\(root)/out.onnx", "the file before")
      let result = try BuiltCommand("vae-export").run(flags + ["out.onnx"], in: root)
      expectRefusal(result, expected)
      #expect(
        String(decoding: try readFile("\(root)/out.onnx"), as: UTF8.self) == "the file before")
    }
  }

  @Test(
    "outputs that cannot be written give one line", arguments: ["data", "missing/out.onnx", ""])
  func badOutputs(_ output: String) throws {
    try withTrainedRun { root in
      let result = try BuiltCommand("vae-export").run([output], in: root)
      #expect(result.exitCode == 1 && result.errorLines.count == 1, "\(result.errors)")
      #expect(result.errors.hasPrefix("error: "))
    }
  }

  @Test(
    "an output takes the place of no other file of the command",
    arguments: [
      ["--report", "out.onnx", "out.onnx"], ["--report", "./out.onnx", "out.onnx"],
      ["--checkpoint", "runs/one", "runs/one/checkpoint-001.safetensors"],
      ["--report", "runs/../runs/one/checkpoint-001.safetensors", "out.onnx"],
    ])
  func outputsAreDistinct(_ flags: [String]) throws {
    try withTrainedRun { root in
      let result = try BuiltCommand("vae-export").run(flags, in: root)
      #expect(result.exitCode == 1 && result.errorLines.count == 1, "\(result.errors)")
      #expect(result.errors.contains("uses the file for something else"))
      let picture = try BuiltCommand("vae-sample").run(
        ["--checkpoint", "runs/one", "runs/one/checkpoint-001.safetensors"], in: root)
      #expect(picture.exitCode == 1)
      #expect(throws: Never.self) {
        try SafetensorsFile(contentsOf: "\(root)/runs/one/checkpoint-001.safetensors")
      }
    }
  }

  @Test func outputThatCannotBePrintedIsAFailure() throws {
    try withTrainedRun { root in
      for arguments in ["vae-export --help", "vae-export x.onnx"] {
        let words = arguments.split(separator: " ").map(String.init)
        let result = try BuiltCommand(words[0]).run(
          Array(words[1...]), in: root, output: "/dev/full")
        #expect(result.exitCode == 1 && result.errors.contains("standard output"))
      }
    }
  }

  @Test("a checkpoint of another architecture lists the tensors that differ")
  func anotherArchitecture() throws {
    try withTrainedRun { root in
      let path = "\(root)/runs/one/checkpoint-001.safetensors"
      var file = try SafetensorsFile(contentsOf: path)
      file.tensors = file.tensors.map { name, array in
        name == "decoder.hidden.bias"
          ? (name, NDArray.zeros([3])) : (name == "encoder.mean.bias" ? "odd" : name, array)
      }
      try file.write(to: "\(root)/other.safetensors")
      let result = try BuiltCommand("vae-export").run(
        ["--checkpoint", "other.safetensors", "out.onnx"], in: root)
      #expect(result.exitCode == 1 && result.errorLines.count == 1)
      for expected in [
        "missing encoder.mean.bias", "left over odd",
        "decoder.hidden.bias is [3] of float32 instead of [8] of float32",
      ] {
        #expect(result.errors.contains(expected), "\(result.errors)")
      }
    }
  }
}
