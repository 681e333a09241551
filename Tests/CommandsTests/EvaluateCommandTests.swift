import Foundation
import Images
import TestSupport
import Testing

struct EvaluateCommandTests {
  @Test func theNewestRunIsMeasuredInOneLineForEachResult() throws {
    try withTrainedRun { root in
      let result = try BuiltCommand("vae-evaluate").run(
        ["--samples", "20", "--scatter", "latents.png"], in: root)
      #expect(result.exitCode == 0 && result.errors.isEmpty, "\(result.errors)")
      let lines = result.output.split(separator: "\n").map(String.init)
      let starts = [
        "runs/one/checkpoint-001.safetensors: mlp 36-8-2-8-36 on 25 test images of ",
        "negative lower bound: ", "log-likelihood: -", "active units: ",
        "scatter plot: latents.png",
      ]
      #expect(lines.count == 5 && zip(lines, starts).allSatisfy { $0.hasPrefix($1) })
      #expect(lines[2].hasSuffix("nats (20 importance samples)") && lines[3].hasSuffix(" of 2"))
      #expect(try Image(contentsOf: "\(root)/latents.png").width == 840)
    }
  }

  @Test(arguments: [[], ["--model", "conditional"], ["--model", "iwae"]])
  func jsonIsOneObject(flags: [String]) throws {
    struct Report: Decodable {
      let checkpoint: String
      let images: Int
      let samples: Int
      let latent: Int
      let negativeLowerBound: Double
      let reconstruction: Double
      let divergence: Double
      let logLikelihood: Double
    }
    try withTrainedRun(flags) { root in
      let arguments = ["--json", "--samples", "10", "--limit", "7", "--checkpoint", "runs/one"]
      let command = try BuiltCommand("vae-evaluate")
      let result = try command.run(arguments, in: root)
      #expect(result.exitCode == 0 && result.errors.isEmpty, "\(result.errors)")
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      let report = try decoder.decode(Report.self, from: Data(result.output.utf8))
      #expect(report.images == 7 && report.samples == 10 && report.latent == 2)
      #expect(report.checkpoint == "runs/one/checkpoint-001.safetensors")
      let sum = report.reconstruction + report.divergence
      #expect(abs(report.negativeLowerBound - sum) < 1e-6 && report.logLikelihood < 0)
      #expect(try command.run(arguments, in: root).output == result.output)
      let other = try command.run(arguments + ["--seed", "1"], in: root)
      #expect(other.exitCode == 0 && other.output != result.output)
    }
  }

  @Test(arguments: [
    (["--checkpoint", "nowhere"], "nowhere: no such file"),
    (["--checkpoint", "data"], "data: holds no checkpoint"),
    (["--samples", "0"], "samples 0: must be 1 to 1000000"),
    (["--samples", "-5"], "samples -5"), (["--samples", "many"], "'many' is invalid"),
    (["--limit", "0"], "limit 0: must be 1 or more"), (["--seed", "-1"], "'-1' is invalid"),
    (["--data", "nowhere"], "nowhere: no such folder"),
    (["--data", "mnist"], "28 × 28 pixels do not fit the model's 6 × 6"),
    (["--scatter", "missing/x.png"], "its folder does not exist"),
    (["--scatter", "runs/one/checkpoint-001.safetensors"], "uses the file for something else"),
    (["--bogus"], "Unknown option '--bogus'"), (["stray"], "stray"),
  ])
  func badFlagsGiveOneLine(flags: [String], expected: String) throws {
    try withTrainedRun { root in
      let result = try BuiltCommand("vae-evaluate").run(flags, in: root)
      expectRefusal(result, expected)
    }
  }
}
