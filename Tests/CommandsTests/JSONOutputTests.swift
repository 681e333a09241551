import Arrays
import ArrayFiles
import Foundation
import Images
import TestSupport
import Testing

/// What commands print for programs.
struct JSONOutputTests {
  /// The objects of a command's lines.
  private func objects(
    _ command: String, _ arguments: [String], in root: String
  ) throws -> [[String: Any]] {
    let result = try BuiltCommand(command).run(arguments + ["--json"], in: root)
    #expect(result.exitCode == 0 && result.errors.isEmpty, "\(result.errors)")
    return try result.output.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  @Test func training() throws {
    try withSmallDataset { root in
      let flags = smallNetwork + ["--epochs", "2", "--output", "run"]
      let lines = try objects("vae-train", flags, in: root)
      #expect(lines.map { $0["event"] as? String } == ["started", "epoch", "epoch", "finished"])
      #expect(lines[0]["run"] as? String == "run" && lines[0]["images"] as? Int == 60)
      #expect(lines[0]["model"] as? String == "mlp" && lines[0]["batch_size"] as? Int == 16)
      let table = String(decoding: try readFile("\(root)/run/metrics.csv"), as: UTF8.self)
      let row = table.split(separator: "\n")[2].split(separator: ",").compactMap { Double($0) }
      for line in lines[2...] {
        for (name, column) in [("train", 1), ("test", 4)] {
          let loss = try #require(line[name] as? [String: Double])
          for (offset, part) in ["loss", "reconstruction", "divergence"].enumerated() {
            #expect(abs((loss[part] ?? 0) - row[column + offset]) < 1e-6)
          }
        }
      }
      #expect(lines[2]["epoch"] as? Int == 2 && lines[3]["epochs"] as? Int == 2)
      let again = try objects("vae-train", ["--resume", "--output", "run"], in: root)
      #expect(again.count == 1 && again[0]["event"] as? String == "already_finished")
    }
  }

  @Test func trainingThatIsInterrupted() throws {
    try withSmallDataset { root in
      let running = try BuiltCommand("vae-train").start(
        smallNetwork + ["--epochs", "100000", "--output", "run", "--json"], in: root)
      #expect(running.waitFor("\"event\":\"epoch\""))
      running.send(SIGINT)
      let result = running.finish()
      #expect(result.exitCode == 130 && result.errors.isEmpty)
      let last = try #require(result.output.split(separator: "\n").last)
      #expect(last.contains("\"event\":\"interrupted\"") && last.contains("\"run\":\"run\""))
    }
  }

  @Test func trainingEndsWhereItsLinesCannotBePrinted() throws {
    try withSmallDataset { root in
      let result = try BuiltCommand("vae-train").run(
        smallNetwork + ["--epochs", "100000", "--output", "run", "--json"], in: root,
        output: "/dev/full")
      #expect(result.exitCode == 1 && result.errors == "error: standard output cannot be written\n")
    }
  }

  @Test func exporting() throws {
    try withTrainedRun { root in
      let lines = try objects(
        "vae-export", ["--report", "r.md", "--opset", "11", "x.onnx"], in: root)
      let line = try #require(lines.first)
      #expect(lines.count == 1 && line["file"] as? String == "x.onnx")
      #expect(line["checkpoint"] as? String == "runs/one/checkpoint-001.safetensors")
      #expect(line["verified"] as? Bool == true && line["opset"] as? Int == 11)
      #expect(try readFile("\(root)/x.onnx").count == line["bytes"] as? Int)
      let outputs = try #require(line["outputs"] as? [[String: Any]])
      #expect(
        outputs.map { $0["name"] as? String } == ["reconstruction", "mean", "log_variance"])
      let errors = outputs.compactMap { $0["largest_absolute_error"] as? Double }
      #expect(errors.count == 3 && errors.max() == line["largest_absolute_error"] as? Double)
      #expect(line["reports"] as? [String] == ["r.md"])
      let unverified = try objects("vae-export", ["--no-verify", "x.onnx"], in: root)
      #expect(unverified[0]["verified"] as? Bool == false && unverified[0]["outputs"] == nil)
    }
  }

  @Test func samplingAndMeasuring() throws {
    try withTrainedRun { root in
      let lines = try objects("vae-sample", ["--count", "9", "x.png"], in: root)
      #expect(lines.count == 1 && lines[0]["file"] as? String == "x.png")
      #expect(lines[0]["checkpoint"] as? String == "runs/one/checkpoint-001.safetensors")
      #expect(lines[0]["subject"] as? String == "samples" && lines[0]["images"] as? Int == 9)
      #expect(lines[0]["width"] as? Int == (try Image(contentsOf: "\(root)/x.png").width))
      let found = try objects("vae-evaluate", ["--samples", "5"], in: root)
      #expect(found.count == 1 && found[0]["images"] as? Int == 25)
    }
  }

  @Test func running() throws {
    try withTrainedRun { root in
      _ = try objects("vae-export", ["--part", "decoder", "x.onnx"], in: root)
      try NumpyFile.write(.zeros([3, 2]), to: "\(root)/z.npy")
      let lines = try objects(
        "onnx-run", ["x.onnx", "--input", "latent=z.npy", "--output-dir", "out"], in: root)
      #expect(lines.count == 1 && lines[0]["output"] as? String == "reconstruction")
      #expect(lines[0]["shape"] as? [Int] == [3, 36] && lines[0]["type"] as? String == "float32")
      #expect(try NumpyFile.read("\(root)/out/reconstruction.npy").shape == [3, 36])
      #expect(try objects("onnx-run", ["inspect", "x.onnx"], in: root).count == 1)
      let time = try objects("onnx-run", ["bench", "x.onnx", "--runs", "3"], in: root)
      #expect(time.count == 1 && time[0]["runs"] as? Int == 3 && time[0]["median_us"] != nil)
    }
  }
}
